import { isRetryable, messageOf, BotError } from "../errors.ts";
import { assignmentsOf, withAssignment } from "../tasks/assignment-job.ts";
import { statusDelivery, threadDelivery } from "../tasks/task-deliveries.ts";
import { isTerminal } from "../tasks/task.ts";
import type { Task } from "../tasks/task.ts";
import { updateTask } from "../tasks/update-task.ts";
import { finishedTask } from "./finish-task.ts";
import type { AssignmentRef, ExecutionDeps } from "./run-assignment.ts";

type Deps = Pick<ExecutionDeps, "store" | "clock"> & { readonly newReference: () => string };

/**
 * All attempts of an assignment are used up. Without its primary a task cannot be done: it ends `failed` when the
 * error was final by nature, else `dead`, with one honest reply. Without a supporter it goes on and says so.
 */
export async function failAssignment(ref: AssignmentRef, error: unknown, deps: Deps): Promise<void> {
  await updateTask(
    deps.store,
    ref.taskId,
    async (current) => {
      if (isTerminal(current.state) || current.round !== ref.round) return undefined;
      const assignment = assignmentsOf(current).find(({ id }) => id === ref.assignmentId);
      if (assignment === undefined || assignment.state === "done" || assignment.state === "failed")
        return undefined;
      const task = withAssignment(current, assignment.id, { state: "failed" });
      const data = { assignment: assignment.id, agent: assignment.agent, code: codeOf(error) };
      const event = { type: "assignment.failed", taskId: task.id, data } as const;
      if (assignment.role === "primary") {
        const end = endedTask(task, error, deps.newReference());
        return { ...end, events: [event, ...end.events] };
      }
      const last = assignmentsOf(task).every(({ state }) => state === "done" || state === "failed");
      if (!last) return { task, events: [event] };
      const finish = finishedTask(task, await deps.store.tasks.results(task.id));
      return { ...finish, events: [event, ...finish.events] };
    },
    { nowMs: deps.clock.now() },
  );
}

function codeOf(error: unknown): string {
  return error instanceof BotError ? error.code : "agents.crashed";
}

function endedTask(task: Task, error: unknown, reference: string) {
  const state = isRetryable(error) ? ("dead" as const) : ("failed" as const);
  // People get a sentence we wrote and a reference; what an unknown error says stays in the log.
  const sentence =
    error instanceof BotError ? messageOf(error) : "Something broke while it was being worked on.";
  const ended: Task = { ...task, state, error: { code: codeOf(error), message: sentence, ref: reference } };
  const text = `**${task.id} could not be finished.** ${sentence}\nReference ${reference}. Nothing is lost: \`/retry ${task.id}\` starts it again.`;
  return {
    task: ended,
    events: [
      {
        type: state === "dead" ? "task.dead" : "task.failed",
        taskId: task.id,
        data: { reference, code: codeOf(error) },
      } as const,
    ],
    deliveries: [threadDelivery(ended, "final", { text }), statusDelivery(ended, { state, note: reference })],
    inbox: { key: task.sourceKey, state },
    ...(state === "dead" ? { deadLetter: { add: { kind: "task" as const, id: task.id } } } : {}),
  };
}
