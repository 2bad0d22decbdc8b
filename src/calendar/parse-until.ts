import { addDays, weekdayOf } from "./local-time.ts";
import type { CalendarTarget, WorkClock } from "./work-clock.ts";

/** Until when somebody says that they are away. */
export type Until =
  | { readonly kind: "at"; readonly atMs: number }
  | { readonly kind: "open" }
  | { readonly kind: "past" }
  | { readonly kind: "unclear" };

export interface SaidBy {
  readonly nowMs: number;
  readonly clock: WorkClock;
  readonly target: CalendarTarget;
}

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const UNITS_MS = { m: 60_000, h: 3_600_000 } as const;
const LONGEST_DAYS = 3_660;

/**
 * `until 2026-12-01`, `until friday`, `until 14:30`, `for 3 days`, or nothing for until further notice; the words
 * `until` and `for` may be left out. A date is the first day on which they are back; days count from today, which is
 * the first of them.
 */
export function parseUntil(said: string, by: SaidBy): Until {
  const text = said.trim().toLowerCase();
  if (text === "") return { kind: "open" };
  const atMs =
    parseDuration(text.replace(/^for\s+/u, ""), by) ?? parseMoment(text.replace(/^until\s+/u, ""), by);
  if (atMs === undefined) return { kind: "unclear" };
  return atMs <= by.nowMs ? { kind: "past" } : { kind: "at", atMs };
}

function parseDuration(text: string, { nowMs, clock, target }: SaidBy): number | undefined {
  const [, amount = "", unit = ""] =
    /^(a|an|one|\d{1,5})\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)$/u.exec(text) ?? [];
  if (unit === "") return undefined;
  const count = /^\d/u.test(amount) ? Number(amount) : 1;
  const short = unit.slice(0, 1);
  if (short === "m" || short === "h") return nowMs + count * UNITS_MS[short];
  const days = count * (short === "w" ? 7 : 1);
  if (days > LONGEST_DAYS) return undefined;
  return clock.atLocal(addDays(clock.localDate(nowMs, target), days), "00:00", target);
}

function parseMoment(text: string, { nowMs, clock, target }: SaidBy): number | undefined {
  const [, day = "", time = ""] =
    /^(?:on\s+)?([a-z]+|\d{4}-\d\d-\d\d)?\s*(?:at\s+)?((?:[01]?\d|2[0-3]):[0-5]\d)?$/u.exec(text) ?? [];
  if (day === "" && time === "") return undefined;
  const date = day === "" ? clock.localDate(nowMs, target) : dateOf(day, clock.localDate(nowMs, target));
  return date === undefined ? undefined : clock.atLocal(date, time === "" ? "00:00" : time, target);
}

/** A weekday is the next one after today. */
function dateOf(day: string, today: string): string | undefined {
  if (/^\d/u.test(day)) return isDate(day) ? day : undefined;
  if (day === "today") return today;
  if (day === "tomorrow") return addDays(today, 1);
  const index = day.length < 2 ? -1 : DAYS.findIndex((name) => name.startsWith(day));
  if (index === -1) return undefined;
  return addDays(today, ((index + 1 - weekdayOf(today) + 6) % 7) + 1);
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
