import type { AgentCatalogue } from "../agents/agent.ts";
import type { Clock } from "../clock.ts";
import { BotError } from "../errors.ts";
import type { JobRun } from "../jobs/job.ts";
import type { Store } from "../store/store.ts";
import { assignmentsOf, withAssignment } from "../tasks/assignment-job.ts";
import { statusDelivery } from "../tasks/task-deliveries.ts";
import { isTerminal } from "../tasks/task.ts";
import type { AgentResult, Assignment, Task } from "../tasks/task.ts";
import { updateTask } from "../tasks/update-task.ts";
import type { AgentRunner } from "./agent-runner.ts";
import { finishedTask } from "./finish-task.ts";

export interface ExecutionDeps {
  readonly store: Store;
  readonly agents: () => AgentCatalogue;
  readonly runner: AgentRunner;
  readonly clock: Clock;
}

export interface AssignmentRef {
  readonly taskId: string;
  readonly assignmentId: string;
  readonly round: number;
}

/** The assignment as it stands, when it is still to be done in this round. */
function openAssignment(task: Task | undefined, ref: AssignmentRef): Assignment | undefined {
  if (task === undefined || isTerminal(task.state) || task.round !== ref.round) return undefined;
  const found = assignmentsOf(task).find(({ id }) => id === ref.assignmentId);
  return found?.state === "waiting" || found?.state === "running" ? found : undefined;
}

/**
 * Runs one assignment and records its result; the last one of the task finishes the task in the same write. Safe to
 * run again after a crash at any point: what is recorded already is not done a second time.
 */
export async function runAssignment(ref: AssignmentRef, deps: ExecutionDeps, run: JobRun): Promise<void> {
  const started = await startAssignment(ref, deps);
  if (started === undefined) return;
  const { task, assignment } = started;
  const agent = deps.agents().get(assignment.agent);
  if (agent === undefined) {
    throw new BotError(
      "agents.unknown",
      `The agent ${assignment.agent} is not in agent-config/ any more. Put its file back or retry the task.`,
    );
  }
  const result = await deps.runner.run({ task, assignment, agent, signal: run.signal });
  await recordResult(ref, result, task, deps);
}

async function startAssignment(
  ref: AssignmentRef,
  deps: ExecutionDeps,
): Promise<{ task: Task; assignment: Assignment } | undefined> {
  const nowMs = deps.clock.now();
  const task = await updateTask(
    deps.store,
    ref.taskId,
    (current) => {
      const open = openAssignment(current, ref);
      if (open === undefined) return undefined;
      const running = withAssignment(current, open.id, { state: "running", starts: open.starts + 1 });
      const first = current.state === "queued";
      const data = { assignment: open.id, agent: open.agent, start: open.starts + 1 };
      return {
        task: { ...running, state: "running" },
        events: [
          ...(first ? [{ type: "task.started", taskId: current.id } as const] : []),
          { type: "assignment.started", taskId: current.id, data },
        ],
        inbox: { key: current.sourceKey, state: "running" },
        ...(first ? { deliveries: [statusDelivery(current, { state: "running", note: open.agent })] } : {}),
      };
    },
    { nowMs },
  );
  const assignment = openAssignment(task, ref);
  return task === undefined || assignment === undefined ? undefined : { task, assignment };
}

async function recordResult(
  ref: AssignmentRef,
  result: AgentResult,
  known: Task,
  deps: ExecutionDeps,
): Promise<void> {
  await updateTask(
    deps.store,
    ref.taskId,
    async (current) => {
      const open = openAssignment(current, ref);
      if (open === undefined) return undefined;
      const task = withAssignment(current, open.id, { state: "done" });
      const field = resultField(current, open.id);
      const event = {
        type: "assignment.done",
        taskId: current.id,
        data: { assignment: open.id, agent: open.agent, madeBy: result.madeBy },
      } as const;
      const last = assignmentsOf(task).every(({ state }) => state === "done" || state === "failed");
      const base = { task, result: { taskId: current.id, field, result }, events: [event] };
      if (!last) return base;
      const others =
        assignmentsOf(task).length === 1
          ? new Map<string, AgentResult>()
          : await deps.store.tasks.results(current.id);
      const results = new Map(others).set(field, result);
      const finish = finishedTask(task, results);
      return { ...base, ...finish, events: [event, ...finish.events] };
    },
    { known, nowMs: deps.clock.now() },
  );
}

/** Results are stored by round and assignment. */
export function resultField(task: Task, assignmentId: string): string {
  return `${task.round}.${assignmentId}`;
}
