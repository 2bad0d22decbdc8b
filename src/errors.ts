export interface BotErrorOptions {
  readonly cause?: unknown;
  /** Whether trying the same thing again later can help. Default false. */
  readonly retryable?: boolean;
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * Everything thrown on purpose: a stable `code` (`area.problem`) for logs and dashboards, a message for people
 * that says what went wrong and what to do, and whether a retry can help.
 */
export class BotError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: BotErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "BotError";
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** True for errors that a later attempt may cure; unknown errors count as curable. */
export function isRetryable(error: unknown): boolean {
  return error instanceof BotError ? error.retryable : true;
}

/** The message of anything thrown, for logs and for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
