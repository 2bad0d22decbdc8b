import type { Agent, AgentCatalogue } from "../../src/agents/agent.ts";
import type { AgentRun } from "../../src/execution/agent-runner.ts";
import { Plan } from "../../src/tasks/task.ts";
import type { Assignment, Task } from "../../src/tasks/task.ts";
import type { Passage, WorkspaceSearch, WorkspaceState } from "../../src/workspace/workspace-search.ts";

export function makeAgent(over: Partial<Agent> & { readonly id: string }): Agent {
  return {
    title: over.id,
    group: "core_development",
    kind: "specialist",
    summary: `Does the work of ${over.id}.`,
    expertise: ["anything"],
    routesWhen: ["somebody asks for it"],
    intersections: [],
    qualityCriteria: ["It is checked."],
    handoffNeeds: ["the request"],
    tools: [],
    hooks: [],
    gpu: "none",
    writesWorkspace: false,
    checklists: [{ title: "Anything", when: ["anything"], steps: ["Read it.", "Answer it."] }],
    examples: [],
    prompt: "",
    file: `agent-config/${over.id}.md`,
    ...over,
  };
}

export function makeCatalogue(...agents: readonly Agent[]): AgentCatalogue {
  return { agents, get: (id) => agents.find((agent) => agent.id === id) };
}

export function makeAssignment(agent: string, role: Assignment["role"] = "primary", reason = ""): Assignment {
  return { id: `s1-${agent}`, agent, role, reason, state: "running", starts: 1, round: 1 };
}

export interface TaskOptions {
  readonly assignments?: Task["plan"]["stages"][number]["assignments"];
  readonly decidedBy?: string;
}

export function makeTask(text: string, options: TaskOptions = {}): Task {
  const place = { platform: "console", workspace: "acme", channel: "general" };
  return {
    id: "T-42",
    version: 1,
    state: "running",
    title: "A task",
    text,
    requester: { id: "U1" },
    thread: { ...place, thread: "1" },
    source: { ...place, id: "1" },
    sourceKey: "console-acme-general-1",
    requestType: "debugging",
    route: {
      text: "",
      frontDoor: "work",
      primary: "debug",
      support: [],
      complexity: "medium",
      confidence: 0.873,
      decidedBy: options.decidedBy ?? "linear",
      alternatives: [],
      ms: 1,
      band: "route",
    },
    priority: {
      score: 2,
      band: "high",
      queuePriority: 10,
      terms: { impact: 1, urgency: 1, dependencies: 1, resources: 1, risk: 1 },
    },
    plan: Plan.parse({
      stages: [
        { id: "s1", title: "Debugging", assignments: options.assignments ?? [makeAssignment("debug")] },
      ],
    }),
    round: 1,
    createdAt: "2025-01-01T00:00:00.000Z",
    updatedAt: "2025-01-01T00:00:00.000Z",
  };
}

export function makeRun(task: Task, agent: Agent, assignment: Assignment): AgentRun {
  return {
    task,
    agent,
    assignment,
    received: [],
    signal: new AbortController().signal,
    progress: () => undefined,
    followUps: async () => [],
  };
}

export function makePassage(path: string, over: Partial<Passage> = {}): Passage {
  return {
    path,
    startLine: 10,
    endLine: 12,
    excerpt: "let a = 1;\nlet b = 2;\nlet c = 3;",
    score: 10,
    ...over,
  };
}

/** Answers every query with the same passages and remembers what was asked. */
export class FakeWorkspaceSearch implements WorkspaceSearch {
  readonly asked: { readonly query: string; readonly limit: number }[] = [];
  private readonly passages: readonly Passage[];
  private readonly found: WorkspaceState;

  constructor(passages: readonly Passage[] = [], found: WorkspaceState = { fileCount: 1_234, notes: [] }) {
    this.passages = passages;
    this.found = found;
  }

  search(query: string, limit: number): Promise<readonly Passage[]> {
    this.asked.push({ query, limit });
    return Promise.resolve(this.passages.slice(0, limit));
  }

  state(): Promise<WorkspaceState> {
    return Promise.resolve(this.found);
  }
}
