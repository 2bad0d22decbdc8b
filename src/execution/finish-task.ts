import type { NewDelivery } from "../outbox/delivery.ts";
import type { NewEvent } from "../events/event.ts";
import type { MessageState } from "../chat/messages.ts";
import { assignmentsOf } from "../tasks/assignment-job.ts";
import { statusDelivery, threadDelivery } from "../tasks/task-deliveries.ts";
import type { AgentResult, Assignment, Task } from "../tasks/task.ts";

export interface FinishedTask {
  readonly task: Task;
  readonly events: NewEvent[];
  readonly deliveries: NewDelivery[];
  readonly inbox: { readonly key: string; readonly state: MessageState };
}

function section(task: Task, assignment: Assignment, results: ReadonlyMap<string, AgentResult>): string {
  const result = results.get(`${task.round}.${assignment.id}`);
  if (result !== undefined) return result.body;
  return `*${assignment.agent} could not contribute: all its attempts failed.*`;
}

/** Everything that belongs to a task whose assignments have all ended: its one final reply, in the same write. */
export function finishedTask(task: Task, results: ReadonlyMap<string, AgentResult>): FinishedTask {
  const assignments = assignmentsOf(task);
  const primaryFirst = assignments.toSorted(
    (a, b) => Number(b.role === "primary") - Number(a.role === "primary"),
  );
  const text = primaryFirst.map((assignment) => section(task, assignment, results)).join("\n\n---\n\n");
  const done: Task = { ...task, state: "done" };
  return {
    task: done,
    events: [{ type: "task.done", taskId: task.id, data: { assignments: assignments.length } }],
    deliveries: [threadDelivery(done, "final", { text }), statusDelivery(done, { state: "done" })],
    inbox: { key: task.sourceKey, state: "done" },
  };
}
