import { DelayedError, UnrecoverableError, Worker } from "bullmq";
import type { Job as BullJob } from "bullmq";
import { z } from "zod";
import { isRetryable, messageOf } from "../src/errors.ts";
import { fireTimer } from "../src/timers/fire-timer.ts";
import type { FireDeps, Fired } from "../src/timers/fire-timer.ts";
import type { TimerRef } from "../src/timers/timer.ts";
import { TIMER_QUEUE } from "./bull-timers.ts";
import { handBack, inTime } from "./process-bull-job.ts";
import { running } from "./start-workers.ts";
import type { RunningWorkers, WorkerHost } from "./start-workers.ts";

/** Timers that fire side by side in one bot. */
const CONCURRENCY = 16;
const MAX_STALLED = 100;
const FIRE_WITHIN_MS = 30_000;

const Payload = z.object({ kind: z.string(), id: z.string(), dueMs: z.number().int() });

/**
 * Fires timers that are due, on one of the bots for each. What fails, or takes longer than half a minute, is tried
 * again a few times within seconds, and then each minute by the auditor.
 */
export function startTimerWorker(host: WorkerHost, deps: FireDeps): RunningWorkers {
  return running(host, (shutdown) => [openWorker(host, createRing({ host, deps, shutdown }))]);
}

interface RingParts {
  readonly host: WorkerHost;
  readonly deps: FireDeps;
  /** Fires when the process shuts down. */
  readonly shutdown: AbortSignal;
}

type Ring = (job: BullJob, token?: string) => Promise<void>;

function createRing({ host: { log }, deps, shutdown }: RingParts): Ring {
  const strangers = new Set<string>();

  async function fire(ref: TimerRef): Promise<Fired> {
    let fired: Fired = "gone";
    await inTime(FIRE_WITHIN_MS, shutdown, async () => {
      fired = await fireTimer(ref, deps);
    });
    return fired;
  }

  return async (job, token) => {
    const ref = Payload.safeParse(job.data);
    if (!ref.success) throw new UnrecoverableError("The payload of a timer does not fit its schema.");
    const fired = await fire(ref.data).catch(async (error: unknown) => {
      if (shutdown.aborted) return handBack(job, log);
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
  };
}

function openWorker(host: WorkerHost, ring: Ring): Worker {
  const { log, settings } = host;
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
  return worker;
}
