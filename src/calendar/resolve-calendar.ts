import { toSpan, WEEKDAYS } from "../config/calendar-config.ts";
import type { CalendarConfig, Span, Weekday } from "../config/calendar-config.ts";
import type { Config } from "../config/config.ts";
import { holidaysIn } from "./holidays.ts";
import { weekdayOf } from "./local-time.ts";
import type { CalendarTarget } from "./work-clock.ts";

/** The parts of the configuration that calendars are made of. */
export type CalendarSources = Pick<Config, "organisation" | "teams" | "people">;

/** When somebody works as a rule: absences are not in it. */
export interface Calendar {
  /** IANA name. */
  readonly zone: string;
  /** The working hours of a date, in order; empty: off. */
  spansOn(date: string): readonly Span[];
}

type Level = Partial<CalendarConfig>;

const DEFAULTS = {
  days: ["mon", "tue", "wed", "thu", "fri"],
  hours: ["09:00-17:00"],
  holidays: "none",
} as const satisfies Level;

/** The first of the levels that says something, the nearest first. */
function nearest<T>(levels: readonly Level[], read: (level: Level) => T | undefined): T | undefined {
  for (const level of levels) {
    const found = read(level);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hoursOn(weekday: Weekday, levels: readonly Level[]): readonly Span[] {
  const hours = nearest(levels, (level) => level.hoursOn?.[weekday] ?? level.hours) ?? DEFAULTS.hours;
  return hours.map(toSpan).sort((a, b) => a.from - b.from);
}

/** What a level says of this very date; undefined: nothing. */
function saidOf(date: string, { extraDays = [], daysOff = [] }: Level): "worked" | "off" | undefined {
  if (extraDays.includes(date)) return "worked";
  return daysOff.includes(date) || daysOff.includes(date.slice(5)) ? "off" : undefined;
}

function isWorked(date: string, weekday: Weekday, levels: readonly Level[]): boolean {
  const said = nearest(levels, (level) => saidOf(date, level));
  if (said !== undefined) return said === "worked";
  const days: readonly Weekday[] = nearest(levels, (level) => level.days) ?? DEFAULTS.days;
  if (!days.includes(weekday)) return false;
  const place = nearest(levels, (level) => level.holidays) ?? DEFAULTS.holidays;
  return place === "none" || !holidaysIn(Number(date.slice(0, 4)), place).has(date);
}

interface Named {
  readonly timeZone?: string | undefined;
  readonly calendar?: CalendarConfig | undefined;
}

/** Whoever says something about the calendar of the target, the nearest first. */
function chainOf(target: CalendarTarget, { organisation, teams, people }: CalendarSources): Named[] {
  switch (target.kind) {
    case "organisation":
      return [organisation];
    case "team":
      return [...teams.filter(({ id }) => id === target.id), organisation];
    case "person": {
      const own = people.filter(({ id }) => id === target.id);
      const team = teams.find(({ members }) => members.includes(target.id));
      return [...own, ...(team === undefined ? [] : [team]), organisation];
    }
  }
}

/**
 * The calendar of a target. A person who is in several teams keeps that of the first; who is in none, or is not in
 * the configuration, that of the organisation. `ownZone` is what a person has set for themselves.
 */
export function resolveCalendar(
  target: CalendarTarget,
  sources: CalendarSources,
  ownZone?: string,
): Calendar {
  const chain = chainOf(target, sources);
  const levels = chain.flatMap(({ calendar }) => calendar ?? []);
  const zone = ownZone ?? chain.find(({ timeZone }) => timeZone !== undefined)?.timeZone ?? "UTC";
  return {
    zone,
    spansOn(date) {
      const weekday = WEEKDAYS[weekdayOf(date) - 1] ?? "mon";
      return isWorked(date, weekday, levels) ? hoursOn(weekday, levels) : [];
    },
  };
}
