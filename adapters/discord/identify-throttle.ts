import type { Clock } from "../../src/clock.ts";

const MINUTE_MS = 60_000;
const MAX_IN_MINUTE = 5;
/** Discord lets one shard of each lane identify every five seconds. */
const LANE_MS = 5_000;

/** Holds new sessions back. */
export interface IdentifyThrottle {
  waitForIdentify(shardId: number, signal: AbortSignal): Promise<void>;
}

/**
 * Spaces out new sessions: as Discord asks for (one of each lane every five seconds), and a shard that has to start
 * anew again and again waits longer each time, five times a minute at most. A day has a thousand of them.
 */
export function createIdentifyThrottle(maxConcurrency: number, clock: Clock): IdentifyThrottle {
  const lanes = new Map<number, number>();
  const shards = new Map<number, number[]>();
  return {
    async waitForIdentify(shardId, signal) {
      const lane = shardId % Math.max(1, maxConcurrency);
      for (;;) {
        const now = clock.now();
        const recent = (shards.get(shardId) ?? []).filter((at) => at > now - MINUTE_MS);
        const dueAt = Math.max(lanes.get(lane) ?? 0, ownTurn(recent));
        if (dueAt <= now) {
          lanes.set(lane, now + LANE_MS);
          shards.set(shardId, [...recent, now]);
          return;
        }
        await clock.sleep(dueAt - now, signal);
        if (signal.aborted) throw signal.reason;
      }
    },
  };
}

/** When a shard that has begun this often lately may begin again. */
function ownTurn(recent: readonly number[]): number {
  const last = recent.at(-1);
  if (last === undefined) return 0;
  const [oldest = last] = recent.slice(-MAX_IN_MINUTE);
  const backoff = last + LANE_MS * 2 ** Math.min(3, recent.length - 1);
  return recent.length >= MAX_IN_MINUTE ? Math.max(backoff, oldest + MINUTE_MS) : backoff;
}
