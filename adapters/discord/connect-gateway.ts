import type { Clock } from "../../src/clock.ts";
import { BotError, messageOf } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { Gateway } from "./gateway.ts";

const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;

export interface ConnectOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly withinMs: number;
}

/**
 * Connects, and goes on trying in the background when that takes longer than `withinMs`: other platforms must not
 * wait. Rejects for what trying again cannot cure. Returns what ends the trying.
 */
export async function connectGateway(gateway: Gateway, options: ConnectOptions): Promise<() => void> {
  const { clock, log, withinMs } = options;
  const stopping = new AbortController();

  async function insist(): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !stopping.signal.aborted; wait = Math.min(MAX_WAIT_MS, wait * 2)) {
      try {
        await gateway.connect();
        return;
      } catch (error) {
        if (error instanceof BotError && !error.retryable) throw error;
        log.warn({ error: messageOf(error) }, "Discord cannot be reached, trying again");
        await clock.sleep(wait, stopping.signal);
      }
    }
  }

  const connected = insist();
  const late = clock.sleep(withinMs, stopping.signal).then(() => "late" as const);
  // What fails later was told by an alarm; it must not end the process.
  connected.catch(() => undefined);
  const outcome = await Promise.race([connected.then(() => "connected" as const), late]);
  if (outcome === "late") log.warn({ withinMs }, "Discord is not connected yet; the rest starts without it");
  return () => stopping.abort("stopped");
}
