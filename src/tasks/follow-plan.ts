import type { JobQueue } from "../jobs/job-queue.ts";
import { carryOut } from "../workflow/carry-out.ts";
import { cancelJobs, jobsOf } from "../workflow/settle-plan.ts";
import { enqueueTask } from "../workflow/stage-flow.ts";
import { assignmentJob, assignmentsOf } from "./assignment-job.ts";
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
  const planned = new Set(
    after.plan.stages.flatMap((stage) => jobsOf(after, stage)).map((job) => JSON.stringify(job)),
  );
  const gone = before.plan.stages
    .flatMap((stage) => jobsOf(before, stage))
    .filter((job) => !planned.has(JSON.stringify(job)));
  await carryOut(before, cancelJobs(before, gone), jobs);
  await enqueueTask(after, jobs);
  for (const assignment of assignmentsOf(after).filter(({ state }) => state === "waiting")) {
    const { name, id } = assignmentJob(after, assignment);
    await jobs.changePriority(name, id, place);
  }
}
