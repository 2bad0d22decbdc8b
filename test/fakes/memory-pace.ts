import type { Pace, Rate } from "../../src/chat/chat-port.ts";
import { channelKey } from "../../src/chat/message-key.ts";
import type { Delivery } from "../../src/outbox/delivery.ts";

/** What a delivery's pace is counted by. */
export type PacedAs = "message" | "edit" | "status";

export function pacedAs({ content, ref }: Pick<Delivery, "content" | "ref">): PacedAs {
  if (content.kind === "status") return "status";
  return content.kind === "live" && ref !== undefined ? "edit" : "message";
}

/** Where a delivery's room is counted: its channel, or for edits and statuses the whole address. */
export function paceKey(delivery: Pick<Delivery, "content" | "ref">, address: string): string {
  const { content } = delivery;
  const kind = pacedAs(delivery);
  return kind === "message" && "to" in content ? channelKey(content.to) : `${address}*${kind}`;
}

function rateOf(pace: Pace | undefined, kind: PacedAs): Rate | undefined {
  if (pace === undefined) return undefined;
  if (kind === "message") return { everyMs: pace.perChannelMs, burst: pace.burst };
  return kind === "edit" ? pace.edits : pace.statuses;
}

/** Room for deliveries by key, and waits that the platform asked for. */
export function createMemoryPace(now: () => number) {
  /** By key: when all that was taken would have been sent at the long-run rate. */
  const takenUntilMs = new Map<string, number>();
  const pausedUntilMs = new Map<string, number>();
  const known = new Map<string, Rate>();

  const takenOf = (key: string) => Math.max(now(), takenUntilMs.get(key) ?? 0);

  return {
    pause: (key: string, untilMs: number) => {
      pausedUntilMs.set(key, untilMs);
    },
    isPaused: (key: string) => (pausedUntilMs.get(key) ?? 0) > now(),
    /** How many may go now. */
    room(key: string, pace: Pace | undefined, kind: PacedAs): number {
      if ((pausedUntilMs.get(key) ?? 0) > now()) return 0;
      const rate = rateOf(pace, kind);
      if (rate === undefined || rate.everyMs === 0) return Infinity;
      known.set(key, rate);
      return Math.max(0, rate.burst - Math.ceil((takenOf(key) - now()) / rate.everyMs));
    },
    spend(key: string): void {
      const rate = known.get(key);
      if (rate !== undefined) takenUntilMs.set(key, takenOf(key) + rate.everyMs);
    },
    /** When the next one may go, as far as a claim has seen. */
    nextMs(key: string): number {
      const rate = known.get(key);
      const atMs = rate === undefined ? 0 : takenOf(key) - (rate.burst - 1) * rate.everyMs;
      return Math.max(0, pausedUntilMs.get(key) ?? 0, atMs <= now() ? 0 : atMs);
    },
  };
}

export type MemoryPace = ReturnType<typeof createMemoryPace>;
