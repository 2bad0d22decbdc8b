import type { JobRequest } from "../jobs/job-queue.ts";

/** The job that takes an accepted message on. */
export function messageJob(key: string, round: number): JobRequest {
  return { name: "message.process", id: `${key}-r${round}`, payload: { key, round } };
}
