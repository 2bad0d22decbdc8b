import type { Queue } from "bullmq";
import type { WaitingJob } from "../src/jobs/job-queue.ts";

export interface WaitingList {
  /** The first so many that wait, in the order in which workers take them. */
  read(limit: number): Promise<readonly WaitingJob[]>;
  /** Something has changed: the next reading looks again. */
  forget(): void;
}

async function readWaiting(queue: Queue, limit: number): Promise<readonly WaitingJob[]> {
  const plain = await queue.getJobs(["waiting"], 0, limit - 1, true);
  const rest = limit - plain.length;
  const ranked = rest <= 0 ? [] : await queue.getJobs(["prioritized"], 0, rest - 1, true);
  return [...plain, ...ranked].flatMap((job) => {
    // A job that a worker takes between the two readings of the queue comes back as nothing.
    const { id, priority = 0 } = (job as typeof job | undefined) ?? {};
    return id === undefined ? [] : [{ id, ...(priority === 0 ? {} : { priority }) }];
  });
}

/** Waiting jobs of one queue, read at most once in `cacheMs`: under load it is for people's eyes, not once a message. */
export function createWaitingList(
  queue: Queue,
  { now, cacheMs }: { readonly now: () => number; readonly cacheMs: number },
): WaitingList {
  let last: { at: number; limit: number; jobs: Promise<readonly WaitingJob[]> } | undefined;
  return {
    async read(limit) {
      if (last === undefined || last.limit < limit || now() - last.at >= cacheMs) {
        last = { at: now(), limit, jobs: readWaiting(queue, limit) };
      }
      const current = last;
      try {
        return (await current.jobs).slice(0, limit);
      } catch (error) {
        if (last === current) last = undefined;
        throw error;
      }
    },
    forget() {
      last = undefined;
    },
  };
}
