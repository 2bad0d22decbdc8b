import type { Store } from "../../src/store/store.ts";

/** A clock that moves only when a test says so. */
export interface TestClock {
  now(): number;
  /** Milliseconds; negative when a test needs a clock that was set back. */
  advance(ms: number): void;
}

export interface OpenedStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** Makes an empty store that reads the given clock. */
export type CreateStore = (clock: TestClock) => Promise<OpenedStore>;

/** Opens a store of the implementation under test; it is closed after the test. */
export type Open = () => Promise<{ readonly store: Store; readonly clock: TestClock }>;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Starts at a fixed moment, so that failures repeat. */
export function createTestClock(startMs = Date.parse("2031-03-03T09:00:00.000Z")): TestClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
