import type { Weekday } from "../config/meetings-config.ts";

const DAY_MS = 86_400_000;
const WEEKDAYS: readonly Weekday[] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

/** Dates are `2026-11-28`, without a place; sums with them know no daylight saving. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** From the first date to the last, both included. */
export function datesBetween(first: string, last: string): string[] {
  const days = Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS);
  return Array.from({ length: Math.max(0, days + 1) }, (_, at) => addDays(first, at));
}

/** 0 is Monday. */
function dayIndex(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[dayIndex(date)] ?? "monday";
}

/** The first date of the week that the date is in, for weeks that begin with `firstDay`. */
export function weekOf(date: string, firstDay: Weekday): string {
  return addDays(date, -((dayIndex(date) - WEEKDAYS.indexOf(firstDay) + 7) % 7));
}

/** The date of a weekday in the week that begins with the date `week`. */
export function dateInWeek(week: string, day: Weekday): string {
  return addDays(week, (WEEKDAYS.indexOf(day) - dayIndex(week) + 7) % 7);
}

const DAY_FORMAT = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});

/** For people: `Tue 3 March`. */
export function formatDate(date: string): string {
  return DAY_FORMAT.format(new Date(`${date}T00:00:00Z`)).replace(",", "");
}
