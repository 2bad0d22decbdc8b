import { assignmentsOf } from "./assignment-job.ts";
import type { Task } from "./task.ts";

/** What the event of a new or changed plan tells projections: how large the task is, of what kind, and who has what. */
export function teamFacts(task: Task): Readonly<Record<string, unknown>> {
  const open = assignmentsOf(task).filter(({ state }) => state === "waiting" || state === "running");
  return {
    complexity: task.analysis?.complexity.value ?? task.route.complexity,
    requestType: task.requestType,
    leader: assignmentsOf(task).find(({ role }) => role === "primary")?.agent,
    assignments: Object.fromEntries(open.map(({ id, agent }) => [id, agent])),
  };
}
