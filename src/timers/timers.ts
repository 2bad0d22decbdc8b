import type { Timer, TimerRef } from "./timer.ts";

/** Where timers are armed that were committed; see `timerChange`. */
export interface Timers {
  /**
   * After the commit. Harmless twice; forgetting it, or its failure, costs at most a minute, after which the auditor
   * does it.
   */
  arm(timer: TimerRef): Promise<void>;
}

/** Does what a kind of timer is for. */
export interface TimerHandler {
  readonly kind: string;
  /**
   * Must commit `takeTimer(timer)` together with what it does: two bots may be here at once, and the one whose commit
   * is a "conflict" has nothing to do. What it throws is tried again.
   */
  fire(timer: Timer): Promise<void>;
}

/** The alarm clock behind the port: it rings at a moment, and whoever hears it looks what is stored. */
export interface TimerAlarms extends Timers {
  armAll(timers: readonly TimerRef[]): Promise<void>;
  /** Names of all that will ring, or ring right now; see `alarmName`. */
  armed(): Promise<ReadonlySet<string>>;
  /** Forgets those that have not rung yet. */
  disarm(names: readonly string[]): Promise<void>;
}

/** No two timers share one, nor does a timer that was moved with what it was before. Fit for a job id: no colons. */
export function alarmName({ kind, id, dueMs }: TimerRef): string {
  return `${encodeURIComponent(kind)}/${encodeURIComponent(id)}/${dueMs}`;
}
