import { systemClock } from "../clock.ts";
import type { Clock } from "../clock.ts";

export interface SimulatedClock extends Clock {
  /** Time never goes back. */
  moveTo(ms: number): void;
}

/** What waits looks again this soon, in real time; everything that waits for a moment asks the clock when it wakes. */
const LOOK_MS = 15;

/** Stands still until it is moved. */
export function createSimulatedClock(startMs: number): SimulatedClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    sleep: async (ms, signal) => systemClock.sleep(Math.min(ms, LOOK_MS), signal),
    moveTo(ms) {
      nowMs = Math.max(nowMs, ms);
    },
  };
}
