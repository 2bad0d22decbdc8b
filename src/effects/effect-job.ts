import type { JobRequest } from "../jobs/job-queue.ts";
import type { Effect } from "./effect.ts";

/** The job that carries an approved effect out; the same for the same approval. */
export function effectJob({ taskId, id, attempt }: Effect): JobRequest {
  return {
    name: "effect.run",
    id: `effect.${taskId}.${id}.${attempt}`,
    payload: { taskId, effectId: id, attempt },
  };
}
