import type { Clock } from "../clock.ts";

export interface Watch {
  /** Of the worker. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Absent: nobody looks, and the work runs to its end. */
  readonly everyMs: number | undefined;
}

/**
 * Does the work, and looks now and then whether it is still wanted. Once it is not, its signal fires and this resolves
 * with undefined without waiting for it: whatever it still delivers, or fails with, is dropped.
 */
export async function whileWanted<T>(
  work: (signal: AbortSignal) => Promise<T>,
  isWanted: () => Promise<boolean>,
  { signal, clock, everyMs }: Watch,
): Promise<T | undefined> {
  if (everyMs === undefined) return work(signal);
  const stop = new AbortController();
  const over = new AbortController();
  const onStop = (): void => stop.abort(signal.reason);
  if (signal.aborted) onStop();
  signal.addEventListener("abort", onStop);

  async function watch(): Promise<undefined> {
    while (!over.signal.aborted) {
      await clock.sleep(everyMs ?? 0, over.signal);
      // A store that does not answer is no reason to stop working.
      if (!over.signal.aborted && !(await isWanted().catch(() => true))) break;
    }
    if (!over.signal.aborted) stop.abort(new Error("The task goes on without it."));
    return undefined;
  }

  const running = work(stop.signal);
  // When the watch wins, nobody waits for the work any more.
  running.catch(() => undefined);
  try {
    return await Promise.race([
      running,
      watch().then(async () => (stop.signal.aborted ? undefined : running)),
    ]);
  } finally {
    over.abort();
    signal.removeEventListener("abort", onStop);
  }
}
