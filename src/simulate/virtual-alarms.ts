import type { Clock } from "../clock.ts";
import { alarmName } from "../timers/timers.ts";
import type { TimerAlarms } from "../timers/timers.ts";
import type { TimerRef } from "../timers/timer.ts";

export interface VirtualAlarms extends TimerAlarms {
  /** Who hears them, until the returned function is called. */
  onRing(hear: (ref: TimerRef) => Promise<unknown>): () => void;
  /** When the next one rings; undefined: none is armed, or nobody would hear it. */
  nextMs(): number | undefined;
  /** Rings all that are due by now, one after the other in the order of their times, and waits for what that starts. */
  ring(): Promise<void>;
}

/**
 * Alarms on a clock that is moved by hand: whoever moves it stops at `nextMs` and calls `ring`. What fails is dropped,
 * as an alarm that was lost.
 */
export function createVirtualAlarms(
  clock: Pick<Clock, "now">,
  onFailure: (ref: TimerRef, error: unknown) => void = () => undefined,
): VirtualAlarms {
  const armed = new Map<string, TimerRef>();
  let hears: ((ref: TimerRef) => Promise<unknown>) | undefined;

  function next(): TimerRef | undefined {
    return [...armed.values()].reduce<TimerRef | undefined>(
      (first, each) => (first === undefined || each.dueMs < first.dueMs ? each : first),
      undefined,
    );
  }

  function nextDue(): TimerRef | undefined {
    const first = next();
    return first === undefined || first.dueMs > clock.now() ? undefined : first;
  }

  function set(ref: TimerRef): void {
    const name = alarmName(ref);
    if (!armed.has(name)) armed.set(name, { kind: ref.kind, id: ref.id, dueMs: ref.dueMs });
  }

  return {
    async arm(timer) {
      set(timer);
    },
    async armAll(timers) {
      for (const timer of timers) set(timer);
    },
    armed: async () => new Set(armed.keys()),
    async disarm(names) {
      for (const name of names) armed.delete(name);
    },
    onRing(hear) {
      hears = hear;
      return () => {
        if (hears === hear) hears = undefined;
      };
    },
    nextMs: () => (hears === undefined ? undefined : next()?.dueMs),
    async ring() {
      const hear = hears;
      if (hear === undefined) return;
      for (let due = nextDue(); due !== undefined; due = nextDue()) {
        const ref = due;
        armed.delete(alarmName(ref));
        await hear(ref).catch((error: unknown) => onFailure(ref, error));
      }
    },
  };
}
