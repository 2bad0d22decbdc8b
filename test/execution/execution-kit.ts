import { failAssignment } from "../../src/execution/fail-assignment.ts";
import { runAssignment } from "../../src/execution/run-assignment.ts";
import type { ExecutionDeps } from "../../src/execution/run-assignment.ts";
import type { AgentRun } from "../../src/execution/agent-runner.ts";
import { Plan } from "../../src/tasks/task.ts";
import type { AgentResult, Assignment, Task } from "../../src/tasks/task.ts";
import type { FinishDeps } from "../../src/workflow/finish-stage.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";
import { aTask } from "../store-contract/samples.ts";
import { makeAgent, makeCatalogue } from "./brief-kit.ts";

function assignment(agent: string, role: Assignment["role"]): Assignment {
  return { id: `s1-${agent}`, agent, role, reason: "routed", state: "waiting", starts: 0, round: 1 };
}

/** A queued task that `debug` leads; the others support it. */
export function teamTask(id: string, ...support: readonly string[]): Task {
  const assignments = [
    ...support.map((agent) => assignment(agent, "support")),
    assignment("debug", "primary"),
  ];
  return aTask(id, { plan: Plan.parse({ stages: [{ id: "s1", title: "Work", assignments }] }) });
}

export function createExecution() {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const runs: AgentRun[] = [];
  let work: (run: AgentRun) => Promise<AgentResult> = async ({ assignment: { agent } }) => ({
    summary: agent,
    body: `${agent} found something`,
    madeBy: "test",
  });
  const jobs = createFakeJobQueue();
  const deps: ExecutionDeps & FinishDeps & { readonly newReference: () => string } = {
    store,
    jobs,
    checks: { judge: async () => ({ outcome: "passed", note: "", reports: [] }) },
    agents: () =>
      makeCatalogue(makeAgent({ id: "debug" }), makeAgent({ id: "code" }), makeAgent({ id: "ask" })),
    runner: {
      name: "test",
      async run(run) {
        runs.push(run);
        return work(run);
      },
    },
    clock: { now: clock.now, sleep: async () => undefined },
    newReference: () => "R-77",
  };

  function ref(taskId: string, agent: string, round = 1) {
    return { taskId, assignmentId: `s1-${agent}`, round };
  }

  return {
    clock,
    store,
    deps,
    /** What the runner was asked to do, in order. */
    runs,
    workAs: (next: typeof work) => {
      work = next;
    },
    open: async (task: Task) => store.commit({ task }),
    task: async (id: string) => {
      const task = await store.tasks.get(id);
      if (task === undefined) throw new Error(`there is no task ${id}`);
      return task;
    },
    run: async (taskId: string, agent: string, round = 1, signal = new AbortController().signal) =>
      runAssignment(ref(taskId, agent, round), deps, { attempt: 1, maxAttempts: 3, signal }),
    fail: async (taskId: string, agent: string, error: unknown, round = 1) =>
      failAssignment(ref(taskId, agent, round), error, deps),
    deliveries: async () => takeDeliveries(store),
    eventTypes: async (taskId: string) => (await store.events.ofTask(taskId)).map(({ type }) => type),
  };
}
