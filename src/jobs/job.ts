import type { z } from "zod";
import type { JobName } from "./job-queue.ts";

/** What a running job learns about itself. */
export interface JobRun {
  /** 1 for the first try. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Fires when the worker shuts down. */
  readonly signal: AbortSignal;
  /** It came from the queue of jobs that need a GPU. */
  readonly onGpu?: boolean;
}

/**
 * A job is data plus a function. Running it twice must be harmless. A payload that fails its schema, or a
 * `BotError` that is not retryable, fails at once without more attempts.
 */
export interface Job<Payload, Deps> {
  readonly name: JobName;
  readonly payload: z.ZodType<Payload>;
  run(payload: Payload, deps: Deps, run: JobRun): Promise<void>;
  /** Called once all attempts are used up, and again by the reconciler if a crash came between. */
  onDead(payload: Payload, deps: Deps, error: unknown): Promise<void>;
}
