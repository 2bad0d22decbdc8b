import { DelayedError, UnrecoverableError, Worker } from "bullmq";
import type { Job as BullJob } from "bullmq";
import { z } from "zod";
import { isRetryable, messageOf } from "../src/errors.ts";
import { fireTimer } from "../src/timers/fire-timer.ts";
import type { FireDeps } from "../src/timers/fire-timer.ts";
import { TIMER_QUEUE } from "./bull-timers.ts";
import type { WorkerHost } from "./start-workers.ts";

/** Timers that fire side by side in one bot. */
const CONCURRENCY = 16;
const MAX_STALLED = 100;

const Payload = z.object({ kind: z.string(), id: z.string(), dueMs: z.number().int() });

/**
 * Fires timers that are due, on one of the bots for each. What fails is tried again a few times within seconds, and
 * then each minute by the auditor. `stop` lets those that are being fired end.
 */
export function startTimerWorker(host: WorkerHost, deps: FireDeps): { stop(): Promise<void> } {
  const { log, settings } = host;
  const strangers = new Set<string>();

  async function ring(job: BullJob, token?: string): Promise<void> {
    const ref = Payload.safeParse(job.data);
    if (!ref.success) throw new UnrecoverableError("The payload of a timer does not fit its schema.");
    const fired = await fireTimer(ref.data, deps).catch((error: unknown) => {
      log.warn({ timer: job.id, attempt: job.attemptsMade + 1, error: messageOf(error) }, "a timer failed");
      throw isRetryable(error) ? error : new UnrecoverableError(messageOf(error));
    });
    if (fired === "early") {
      await job.moveToDelayed(ref.data.dueMs, token);
      throw new DelayedError();
    }
    if (fired !== "unknown" || strangers.has(ref.data.kind)) return;
    strangers.add(ref.data.kind);
    log.warn({ kind: ref.data.kind }, "timers of this kind wait for a version that knows it");
  }

  const worker = new Worker(TIMER_QUEUE, ring, {
    connection: host.client,
    prefix: host.prefix,
    concurrency: CONCURRENCY,
    lockDuration: settings.lockMs,
    stalledInterval: settings.stalledMs,
    maxStalledCount: MAX_STALLED,
    drainDelay: 5,
  });
  worker.on("error", (error) =>
    log.warn({ error: messageOf(error) }, "timers cannot reach Redis, trying again"),
  );
  return { stop: async () => worker.close() };
}
