import { BotError } from "../../errors.ts";

export function stoppedError(): BotError {
  return new BotError("execution.stopped", "The work was stopped before it was finished", {
    retryable: true,
  });
}

/** Does the work, but waits for it no longer than until the signal fires: then it rejects with `execution.stopped`. */
export async function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw stoppedError();
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(stoppedError());
    signal.addEventListener("abort", stop, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
