import { DateTime } from "luxon";
import type { Absence } from "../../src/calendar/absence.ts";
import { HOURS, OWN_QUIET, QUIET, teamOf, zoneOf } from "./quarter-setting.ts";
import type { TeamFacts } from "./quarter-setting.ts";

/** Calendars of teams and people, counted by luxon from what the setting says in plain words. */
export interface Almanac {
  isTeamDay(team: TeamFacts, date: string): boolean;
  /** Whether somebody works on a date of their own calendar. */
  isPersonDay(person: string, date: string): boolean;
  /** When so many working hours have passed for whoever of them is through first. */
  after(fromMs: number, hours: number, whom: readonly string[]): number;
  /** The end of the quiet hours that a moment lies in for somebody; the moment itself outside. */
  ringAt(person: string, atMs: number): number;
}

export function momentOf(date: string, time: string, zone: string): number {
  return DateTime.fromISO(`${date}T${time}`, { zone }).toMillis();
}

function isTeamDay({ weekend, off }: TeamFacts, date: string): boolean {
  return !weekend.includes(DateTime.fromISO(date).weekday) && !off.includes(date);
}

export function createAlmanac(absences: readonly Absence[]): Almanac {
  function isAway(person: string, atMs: number): boolean {
    return absences.some(
      ({ personId, fromMs, untilMs = Infinity }) => personId === person && fromMs <= atMs && atMs < untilMs,
    );
  }

  function isPersonDay(person: string, date: string): boolean {
    const noon = momentOf(date, "12:00", zoneOf(person));
    return isTeamDay(teamOf(person), date) && !isAway(person, noon);
  }

  function afterOf(person: string, fromMs: number, hours: number): number {
    let leftMs = hours * 3_600_000;
    let day = DateTime.fromMillis(fromMs, { zone: zoneOf(person) }).startOf("day");
    for (; ; day = day.plus({ days: 1 })) {
      if (!isPersonDay(person, day.toFormat("yyyy-MM-dd"))) continue;
      const startMs = Math.max(fromMs, day.set({ hour: HOURS.from }).toMillis());
      const endMs = day.set({ hour: HOURS.until }).toMillis();
      if (startMs >= endMs) continue;
      if (leftMs <= endMs - startMs) return startMs + leftMs;
      leftMs -= endMs - startMs;
    }
  }

  return {
    isTeamDay,
    isPersonDay,
    after: (fromMs, hours, whom) => Math.min(...whom.map((person) => afterOf(person, fromMs, hours))),
    ringAt(person, atMs) {
      const { from, until } = person === OWN_QUIET.person ? OWN_QUIET : QUIET;
      const now = DateTime.fromMillis(atMs, { zone: zoneOf(person) });
      const time = now.toFormat("HH:mm:ss");
      if (time < until) return momentOf(now.toFormat("yyyy-MM-dd"), until, zoneOf(person));
      if (time < from) return atMs;
      return momentOf(now.plus({ days: 1 }).toFormat("yyyy-MM-dd"), until, zoneOf(person));
    },
  };
}
