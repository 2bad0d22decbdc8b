import type { CalendarTarget, WorkClock } from "../calendar/work-clock.ts";
import { minutesOf } from "../orchestration/rules/minutes-of.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Within two weeks everybody has a working day, or is away for good. */
const LOOKED_AHEAD = 14;
const USUAL_DAY_MS = 8 * HOUR_MS;
const DAYS_OF_A_WEEK = 5;

/** The length of the working day that comes next. */
function nextDayMs(fromMs: number, target: CalendarTarget, clock: WorkClock): number {
  for (let ahead = 0; ahead < LOOKED_AHEAD; ahead += 1) {
    const day = clock.workingDay(clock.localDate(fromMs + ahead * DAY_MS, target), target);
    if (day !== undefined) return day.endMs - day.startMs;
  }
  return USUAL_DAY_MS;
}

/** When a length of the rules has passed in somebody's working time: a day is a working day, a week has five. */
export function afterWorkingTime(
  fromMs: number,
  duration: string,
  { target, clock }: { readonly target: CalendarTarget; readonly clock: WorkClock },
): number {
  const [, amount = "0", unit = ""] = /^P(\d+)([WD])$/u.exec(duration) ?? [];
  if (unit === "") return clock.after(fromMs, minutesOf(duration) * MINUTE_MS, target);
  const days = Number(amount) * (unit === "W" ? DAYS_OF_A_WEEK : 1);
  return clock.after(fromMs, days * nextDayMs(fromMs, target, clock), target);
}

/** The same by the clock on the wall. */
export function afterAllTime(fromMs: number, duration: string): number {
  return fromMs + minutesOf(duration) * MINUTE_MS;
}
