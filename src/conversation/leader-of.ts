import { assignmentsOf } from "../tasks/assignment-job.ts";
import type { Task } from "../tasks/task.ts";

/** The agent in the lead of a task. */
export function leaderOf(task: Task): string | undefined {
  return assignmentsOf(task).find(({ role }) => role === "primary")?.agent;
}
