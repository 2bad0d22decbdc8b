/** How jobs are run; the numbers come from the configuration. Times are in milliseconds. */
export interface JobSettings {
  /** Agent jobs at the same time in one worker process. */
  readonly concurrency: number;
  /** Tries before a job is given up. */
  readonly attempts: number;
  /** The first wait after a failure; it doubles with each. */
  readonly backoffMs: number;
  /** Starts, crashes included, before a job counts as poison. */
  readonly maxStarts: number;
  /** One try may take this long. */
  readonly timeoutMs: number;
  /** A crashed worker's job is taken over after at most `lockMs + stalledMs`. */
  readonly lockMs: number;
  readonly stalledMs: number;
}
