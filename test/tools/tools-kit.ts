import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { Agent } from "../../src/agents/agent.ts";
import { systemClock } from "../../src/clock.ts";
import { readSettings } from "../../src/config/settings.ts";
import { openAgentTools } from "../../src/entry/open-agent-tools.ts";
import type { AgentRun } from "../../src/execution/agent-runner.ts";
import type { ToolOutcome } from "../../src/execution/tool.ts";
import { createRunProcess } from "../../src/process/run-process.ts";
import { silentLogger } from "../../src/log/logger.ts";
import type { Task } from "../../src/tasks/task.ts";
import { BUILT_IN } from "../../src/tools/create-tool-source.ts";
import { makeAgent, makeAssignment } from "../execution/brief-kit.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { aTask } from "../store-contract/samples.ts";
import { makeFolder, makeRepository, put } from "./team-repository.ts";
import type { Later } from "./team-repository.ts";

export interface KitOptions {
  readonly workspace?: string;
  /** YAML of the configuration, below `workspace.path`. */
  readonly config?: string;
  readonly source?: Readonly<Record<string, string>>;
  readonly task?: Task;
  /** Default: the end of the test. */
  readonly later?: Later;
}

/** The tools as they are wired, over a repository of their own. */
export async function openKit(options: KitOptions = {}) {
  const { config = "", source = {}, later = onTestFinished, ...more } = options;
  const workspace = options.workspace ?? makeRepository(undefined, later);
  const home = makeFolder(later);
  put(home, { "switchyard.yaml": `workspace:\n  path: ${workspace}\n${config}` });
  const settings = readSettings({
    cwd: home,
    source: { SWITCHYARD_CONFIG: join(home, "switchyard.yaml"), ...source },
  });
  const store = createMemoryStore({ now: systemClock.now });
  const parts = await openAgentTools({
    settings,
    store,
    clock: systemClock,
    log: silentLogger,
    runProcess: createRunProcess({ clock: systemClock }),
    modelDir: join(home, "no-model"),
  });
  later(async () => parts.close());
  const { task = aTask("T1") } = more;
  await store.commit({ task });
  return { ...parts, settings, store, task, workspace, home };
}

export type Kit = Awaited<ReturnType<typeof openKit>>;

export function aRun(
  task: Task,
  agent: Partial<Agent> = {},
  role: AgentRun["assignment"]["role"] = "primary",
): AgentRun {
  const made = makeAgent({ id: "debug", tools: Object.keys(BUILT_IN), ...agent });
  return {
    task,
    agent: made,
    assignment: makeAssignment(made.id, role),
    received: [],
    signal: new AbortController().signal,
    progress: () => undefined,
    followUps: async () => [],
  };
}

/** Calls one tool as the model loop does. */
export async function call(
  kit: Pick<Kit, "toolSource" | "task">,
  name: string,
  input: Readonly<Record<string, unknown>>,
  run: AgentRun = aRun(kit.task),
): Promise<ToolOutcome> {
  const { tools } = await kit.toolSource.open(run);
  const tool = tools.find((each) => each.name === name);
  if (tool === undefined) return { text: `no tool ${name}`, isError: true };
  return tool.run(tool.input.parse(input), { signal: run.signal });
}

export async function refused(
  kit: Kit,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<string> {
  const outcome = await call(kit, name, input);
  expect(outcome.isError).toBe(true);
  return outcome.text;
}
