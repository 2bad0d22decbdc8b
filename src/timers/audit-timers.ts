import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { listTimers } from "./timer.ts";
import type { Timer } from "./timer.ts";
import { alarmName } from "./timers.ts";
import type { TimerAlarms } from "./timers.ts";

export interface AuditDeps {
  readonly store: Pick<Store, "documents">;
  readonly timers: TimerAlarms;
  readonly clock: Pick<Clock, "now">;
  /** Kinds that somebody here handles; the others are left alone. */
  readonly kinds: readonly string[];
}

export interface TimerAudit {
  /** Neither fired nor cancelled, of all kinds. */
  readonly open: number;
  /** Should have been fired by now. */
  readonly overdue: number;
  /** How late the latest of those is. */
  readonly latestMs: number;
  /** Had no alarm, and have one now; those that are overdue ring at once. */
  readonly rearmed: number;
  /** Alarms of timers that were fired, moved or cancelled. */
  readonly disarmed: number;
  /** Kinds of open timers that nobody here handles. */
  readonly unknown: readonly string[];
}

/** Later than this is late: up to then an alarm is on its way. */
const LATE_MS = 1_000;

/** How many timers are open, and what of them is late; the first due come first. */
export function standingOf(
  timers: readonly Timer[],
  nowMs: number,
): Pick<TimerAudit, "open" | "overdue" | "latestMs"> {
  const lateness = timers.map(({ dueMs }) => nowMs - dueMs).filter((lateMs) => lateMs > LATE_MS);
  return { open: timers.length, overdue: lateness.length, latestMs: lateness[0] ?? 0 };
}

/**
 * Gives every stored timer its alarm and takes away those that are pointless, whatever was lost or forgotten between
 * the two. Harmless at any time and on several bots at once.
 */
export async function auditTimers({ store, timers, clock, kinds }: AuditDeps): Promise<TimerAudit> {
  // In this order: a timer is stored before it is armed, so what has an alarm and is not stored is over.
  const armed = await timers.armed();
  const open = await listTimers(store);
  const names = new Set(open.map(alarmName));
  const handled = open.filter(({ kind }) => kinds.includes(kind));
  const missing = handled.filter((timer) => !armed.has(alarmName(timer)));
  const pointless = [...armed].filter((name) => !names.has(name));
  await timers.armAll(missing);
  await timers.disarm(pointless);
  return {
    ...standingOf(handled, clock.now()),
    open: open.length,
    rearmed: missing.length,
    disarmed: pointless.length,
    unknown: [...new Set(open.map(({ kind }) => kind))].filter((kind) => !kinds.includes(kind)),
  };
}
