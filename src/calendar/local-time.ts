import { Temporal } from "temporal-polyfill";

const MINUTES_A_DAY = 1_440;
const MINUTE_MS = 60_000;
const KEPT_DAYS = 10_000;

/** The date at a place, `2026-11-28`; `zone` is an IANA name. */
export function dateAt(ms: number, zone: string): string {
  return zoned(ms, zone).toPlainDate().toString();
}

/** The time of day at a place, `09:30`. */
export function timeAt(ms: number, zone: string): string {
  return zoned(ms, zone).toPlainTime().toString().slice(0, 5);
}

function zoned(ms: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toZonedDateTimeISO(zone);
}

const DAY_MS = MINUTES_A_DAY * MINUTE_MS;

/** The date so many days later. Counted without a calendar: lists of meetings ask for thousands of dates. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/**
 * When the clocks of a place first reach a time: so many minutes after the midnight that `date` begins with, as the
 * clocks show them; a day's worth of minutes is the midnight at its end. Where they leap over the time, it is reached
 * with the leap; where they show it twice, it is reached the first time.
 */
export function momentOf(date: string, minutes: number, zone: string): number {
  const { startMs, isPlain } = dayAt(date, zone);
  if (isPlain && minutes <= MINUTES_A_DAY) return startMs + minutes * MINUTE_MS;
  const later = addDays(date, Math.floor(minutes / MINUTES_A_DAY));
  return lookUp(later, minutes % MINUTES_A_DAY, zone);
}

function lookUp(date: string, minutes: number, zone: string): number {
  const local = Temporal.PlainDate.from(date).toPlainDateTime().add({ minutes });
  const found = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (found.toPlainDateTime().equals(local)) return found.epochMilliseconds;
  return (found.getTimeZoneTransition("next") ?? found).epochMilliseconds;
}

interface Day {
  readonly startMs: number;
  /** The clocks go through it as they do through most days. */
  readonly isPlain: boolean;
}

const days = new Map<string, Day>();

/** Looking up a zone costs a tenth of a millisecond, and the same days are asked for again and again. */
function dayAt(date: string, zone: string): Day {
  const key = `${date} ${zone}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const startMs = lookUp(date, 0, zone);
  const isPlain = lookUp(addDays(date, 1), 0, zone) - startMs === MINUTES_A_DAY * MINUTE_MS;
  if (days.size >= KEPT_DAYS) days.clear();
  days.set(key, { startMs, isPlain });
  return { startMs, isPlain };
}

/** Minutes after midnight of a time such as `09:30`; `24:00` is the end of the day. */
export function minutesOfTime(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
