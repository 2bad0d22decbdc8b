import type { DocumentChange } from "../store/store.ts";

/** Something that is due at a moment, kept until it has fired or is called off. */
export interface Timer {
  readonly kind: string;
  readonly id: string;
  readonly dueMs: number;
  readonly data?: Readonly<Record<string, string | number>>;
}

const KIND = "timers";

function keyOf(kind: string, id: string): string {
  return `${kind}/${id}`;
}

/** Put into the same commit as what it belongs to. */
export function timerChange(timer: Timer): DocumentChange {
  return { kind: KIND, id: keyOf(timer.kind, timer.id), value: JSON.stringify(timer) };
}

/** Likewise; calls it off. */
export function noTimerChange(kind: string, id: string): DocumentChange {
  return { kind: KIND, id: keyOf(kind, id), value: null };
}

/** The change by which one of several that fire a timer is the first. */
export function takeTimer(timer: Timer): DocumentChange {
  return {
    kind: KIND,
    id: keyOf(timer.kind, timer.id),
    value: null,
    expected: JSON.stringify(timer),
  };
}

export interface Timers {
  /** After the commit; harmless twice, and forgetting it costs at most a minute. */
  arm(timer: Timer): Promise<void>;
}

export interface TimerHandler {
  readonly kind: string;
  /** May be called by two processes at once, and again after a crash. */
  fire(timer: Timer): Promise<void>;
}
