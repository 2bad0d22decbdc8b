import { assignmentsOf } from "../tasks/assignment-job.ts";
import type { Task } from "../tasks/task.ts";

/** The agent in the lead of a task. */
export function leaderOf(task: Task): string | undefined {
  const all = assignmentsOf(task);
  return task.plan.leader ?? (all.find(({ role }) => role === "primary") ?? all[0])?.agent;
}
