import { WEEKDAYS } from "../config/calendar-config.ts";
import type { Weekday } from "../config/calendar-config.ts";
import { addDays, weekdayOf } from "./local-time.ts";

/** From the first date to the last, both included. */
export function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** 0 is Monday. */
function dayIndex(date: string): number {
  return weekdayOf(date) - 1;
}

export function dayNameOf(date: string): Weekday {
  return WEEKDAYS[dayIndex(date)] ?? "mon";
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
