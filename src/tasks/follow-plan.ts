import type { JobQueue } from "../jobs/job-queue.ts";
import { assignmentJob, assignmentsOf, enqueueAssignments } from "./assignment-job.ts";
import type { Task } from "./task.ts";

/**
 * Makes the queue follow a plan that changed within its round: jobs of assignments that are no longer planned go,
 * missing ones are added, and all that wait move to the task's place. Safe to run again; what begins meanwhile is
 * left alone, and a job whose assignment is gone ends by itself.
 */
export async function followPlan(
  before: Task,
  after: Task,
  { jobs, place }: { readonly jobs: JobQueue; readonly place: number },
): Promise<void> {
  const planned = new Set(assignmentsOf(after).map(({ id }) => id));
  for (const assignment of assignmentsOf(before).filter(({ id }) => !planned.has(id))) {
    const { name, id } = assignmentJob(before, assignment);
    if ((await jobs.standing(name, id)) === "waiting") await jobs.remove(name, id).catch(() => undefined);
  }
  await enqueueAssignments(after, jobs);
  for (const assignment of assignmentsOf(after).filter(({ state }) => state === "waiting")) {
    const { name, id } = assignmentJob(after, assignment);
    await jobs.changePriority(name, id, place);
  }
}
