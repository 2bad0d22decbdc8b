import type { Job as BullJob } from "bullmq";
import { withSlot } from "../src/gpu/current-slot.ts";
import type { GpuSlots } from "../src/gpu/gpu-slots.ts";
import { handBack, processBullJob } from "./process-bull-job.ts";
import type { ProcessOptions } from "./process-bull-job.ts";

/** What a GPU worker has beside what other workers have. */
export interface GpuWork {
  readonly slots: GpuSlots;
  /** Whether this worker may run the job; false when it has fallen back to other workers. */
  readonly take: (jobId: string) => Promise<boolean>;
}

/**
 * Runs one BullMQ job while it holds a slot on a GPU; waiting for one counts neither as a try nor against its time.
 * A job that loses its slot is handed back, and waits again.
 */
export async function processGpuJob<Payload, Deps>(
  job: BullJob,
  { gpu, ...options }: ProcessOptions<Payload, Deps> & { readonly gpu: GpuWork },
): Promise<void> {
  const { shutdown, log } = options;
  const id = job.id ?? "";
  const lease = await gpu.slots.acquire(id, shutdown);
  if (lease === undefined) return handBack(job, log);
  const stop = new AbortController();
  const forward = () => stop.abort();
  for (const signal of [shutdown, lease.lost]) signal.addEventListener("abort", forward);
  try {
    if (!(await gpu.take(id))) return;
    await withSlot(lease, async () => processBullJob(job, { ...options, shutdown: stop.signal }));
  } finally {
    shutdown.removeEventListener("abort", forward);
    await lease.release();
  }
}
