import type { JobQueue } from "../jobs/job-queue.ts";
import type { Store } from "../store/store.ts";
import { assignmentJob, assignmentsOf } from "../tasks/assignment-job.ts";

/** Gives back what a task holds and says what that was; what it no longer holds is no error. */
export type Release = (taskId: string, round: number) => Promise<readonly string[]>;

/**
 * Jobs that an earlier round of a task has left in the queue. In the first round there is none, and nothing is read.
 * Jobs that run are told by their own watch and stay.
 */
export function releaseJobs({ store, jobs }: { readonly store: Store; readonly jobs: JobQueue }): Release {
  return async (taskId, round) => {
    const task = round > 1 ? await store.tasks.get(taskId) : undefined;
    if (task === undefined) return [];
    const released: string[] = [];
    for (const assignment of assignmentsOf(task)) {
      const { name, id } = assignmentJob(task, assignment, round - 1);
      if ((await jobs.standing(name, id)) !== "waiting") continue;
      await jobs.remove(name, id);
      released.push(`job ${id}`);
    }
    return released;
  };
}

/** Several kinds of things that a task may hold, as one. */
export function releaseAll(holdings: readonly Release[]): Release {
  return async (taskId, round) => {
    const released = await Promise.all(holdings.map(async (release) => release(taskId, round)));
    return released.flat();
  };
}
