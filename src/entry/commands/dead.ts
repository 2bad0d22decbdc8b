import { retryAll, retryOne } from "../../dead-letters/retry-dead-letter.ts";
import type { RetryDeps } from "../../dead-letters/retry-dead-letter.ts";
import { systemClock } from "../../clock.ts";
import { createLogger } from "../../log/create-logger.ts";
import { logFile } from "../console-options.ts";
import { openSettings } from "../open-settings.ts";
import { openStore } from "../open-store.ts";

const LISTED = 1_000;
const REDIS_WITHIN_MS = 10_000;

async function withStore(use: (deps: RetryDeps) => Promise<number>): Promise<number> {
  const settings = openSettings();
  const log = createLogger(settings.logLevel, { file: logFile(settings) });
  const connected = await openStore(settings, log, { withinMs: REDIS_WITHIN_MS });
  try {
    return await use({ store: connected.store, jobs: connected.queue, clock: systemClock });
  } finally {
    await connected.close();
  }
}

/** `switchyard dead list`: what all attempts failed on. */
export async function runDeadList(options: { readonly json: boolean }): Promise<number> {
  return withStore(async ({ store }) => {
    const letters = await store.deadLetters.list(LISTED);
    if (options.json) process.stdout.write(`${JSON.stringify(letters)}\n`);
    else if (letters.length === 0) process.stdout.write("No dead letters.\n");
    else
      for (const { kind, id, atMs } of letters)
        process.stdout.write(`${new Date(atMs).toISOString()}  ${kind}  ${id}\n`);
    return 0;
  });
}

/** `switchyard dead retry ID`, or all of them; the work goes on wherever a bot or worker runs. */
export async function runDeadRetry(
  id: string | undefined,
  options: { readonly all: boolean },
): Promise<number> {
  return withStore(async (deps) => {
    if (options.all) {
      process.stdout.write(`Started again: ${await retryAll(deps)}.\n`);
      return 0;
    }
    const outcome = id === undefined ? "unknown" : await retryOne(id, deps);
    const sentence = {
      retried: `Started ${id} again.`,
      not_failed: `${id} has not failed, so there is nothing to retry.`,
      unknown: `Nothing is called "${id ?? ""}". \`switchyard dead list\` shows what can be retried.`,
    }[outcome];
    process.stdout.write(`${sentence}\n`);
    return outcome === "retried" ? 0 : 1;
  });
}
