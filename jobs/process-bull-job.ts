import { UnrecoverableError, WaitingError } from "bullmq";
import type { Job as BullJob } from "bullmq";
import { BotError, isRetryable, messageOf } from "../src/errors.ts";
import type { Job } from "../src/jobs/job.ts";
import type { Logger } from "../src/log/logger.ts";
import type { QueueName } from "./queue-names.ts";

export interface ProcessOptions<Payload, Deps> {
  readonly definition: Job<Payload, Deps>;
  readonly deps: Deps;
  readonly timeoutMs: number;
  /** Fires when the process shuts down. */
  readonly shutdown: AbortSignal;
  readonly log: Logger;
}

const GPU_QUEUE: QueueName = "agents-gpu";

/** Runs one BullMQ job by its definition, and says so to whoever waits when its last try fails. */
export async function processBullJob<Payload, Deps>(
  job: BullJob,
  { definition, deps, timeoutMs, shutdown, log }: ProcessOptions<Payload, Deps>,
): Promise<void> {
  const payload = definition.payload.safeParse(job.data);
  if (!payload.success) {
    log.error({ job: job.id, name: job.name }, "job payload does not fit its schema");
    throw new UnrecoverableError(`Payload of ${job.name} does not fit: ${payload.error.message}`);
  }
  const attempt = job.attemptsMade + 1;
  const maxAttempts = job.opts.attempts ?? 1;
  try {
    await inTime(timeoutMs, shutdown, async (signal) =>
      definition.run(payload.data, deps, {
        attempt,
        maxAttempts,
        signal,
        onGpu: job.queueName === GPU_QUEUE,
      }),
    );
  } catch (error) {
    if (shutdown.aborted) return handBack(job, log);
    const final = attempt >= maxAttempts || !isRetryable(error);
    log.warn(
      { job: job.id, attempt, maxAttempts, final, error: messageOf(error), stack: stackOf(error) },
      "job failed",
    );
    if (final) await definition.onDead(payload.data, deps, error);
    throw isRetryable(error) ? error : new UnrecoverableError(messageOf(error));
  }
}

/** Being cut off is no failure: the job waits again at once, with all attempts that it had. */
export async function handBack(job: BullJob, log: Logger): Promise<never> {
  await job.moveToWait(job.token).catch((error: unknown) => {
    // Its lock runs out by itself, and then another worker takes the job over.
    log.warn({ job: job.id, error: messageOf(error) }, "job could not be handed back");
  });
  throw new WaitingError();
}

function stackOf(error: unknown): string | undefined {
  return error instanceof BotError || !(error instanceof Error) ? undefined : error.stack;
}

/** The signal asks politely; a try that ignores it loses its turn all the same. */
export async function inTime(
  timeoutMs: number,
  shutdown: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  let onShutdown: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    // One listener instead of AbortSignal.any: this runs for every job, and `any` costs more than the rest of it.
    onShutdown = () => {
      stop.abort(shutdown.reason);
      reject(new BotError("jobs.shut_down", "The worker shut down.", { retryable: true }));
    };
    shutdown.addEventListener("abort", onShutdown);
    timer = setTimeout(() => {
      const error = new BotError("jobs.timeout", `It took longer than ${Math.round(timeoutMs / 1000)} s.`, {
        retryable: true,
      });
      stop.abort(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    await Promise.race([work(stop.signal), late]);
  } finally {
    clearTimeout(timer);
    if (onShutdown !== undefined) shutdown.removeEventListener("abort", onShutdown);
  }
}
