import type { Absence } from "./absence.ts";
import { dateAt, minutesOfTime, momentOf } from "./local-time.ts";
import { resolveCalendar } from "./resolve-calendar.ts";
import type { Calendar, CalendarSources } from "./resolve-calendar.ts";
import type { CalendarTarget, WorkClock } from "./work-clock.ts";
import { stretchesOn, workingFrom } from "./working-spans.ts";
import type { Stretch } from "./working-spans.ts";

export interface WorkClockOptions {
  readonly config: CalendarSources;
  /** Of people; see `listAbsences`. */
  readonly absences?: readonly Absence[];
  /** Zones that people have set for themselves, by the id of the person. */
  readonly overrides?: ReadonlyMap<string, string>;
}

/** Cheap to make: it reads what it was given, and opens calendars when they are asked for. */
export function createWorkClock({ config, absences = [], overrides }: WorkClockOptions): WorkClock {
  const calendars = new Map<string, Calendar>();

  function calendarOf(target: CalendarTarget): Calendar {
    const key = target.kind === "organisation" ? target.kind : `${target.kind}/${target.id}`;
    const known = calendars.get(key);
    if (known !== undefined) return known;
    const ownZone = target.kind === "person" ? overrides?.get(target.id) : undefined;
    const calendar = resolveCalendar(target, config, ownZone);
    calendars.set(key, calendar);
    return calendar;
  }

  function awayOf(target: CalendarTarget): Stretch[] {
    if (target.kind !== "person") return [];
    return absences
      .filter(({ personId, isHere }) => personId === target.id && isHere !== true)
      .map(({ fromMs, untilMs }) => ({ startMs: fromMs, endMs: untilMs ?? Number.POSITIVE_INFINITY }));
  }

  function from(atMs: number, target: CalendarTarget): Generator<Stretch> {
    return workingFrom(atMs, calendarOf(target), awayOf(target));
  }

  function nextWorking(atMs: number, target: CalendarTarget): number {
    const { value } = from(atMs, target).next();
    return value === undefined ? atMs : value.startMs;
  }

  return {
    after(fromMs, workingMs, target) {
      if (workingMs <= 0) return fromMs;
      let left = workingMs;
      for (const { startMs, endMs } of from(fromMs, target)) {
        if (left <= endMs - startMs) return startMs + left;
        left -= endMs - startMs;
      }
      return fromMs + workingMs;
    },
    between(fromMs, toMs, target) {
      let worked = 0;
      for (const { startMs, endMs } of from(fromMs, target)) {
        if (startMs >= toMs) break;
        worked += Math.min(endMs, toMs) - startMs;
      }
      return worked;
    },
    isWorking: (atMs, target) => nextWorking(atMs, target) === atMs,
    nextWorking,
    workingDay(date, target) {
      const stretches = stretchesOn(date, calendarOf(target), awayOf(target));
      const [first] = stretches;
      const last = stretches.at(-1);
      return first === undefined || last === undefined
        ? undefined
        : { startMs: first.startMs, endMs: last.endMs };
    },
    localDate: (atMs, target) => dateAt(atMs, calendarOf(target).zone),
    atLocal: (date, time, target) => momentOf(date, minutesOfTime(time), calendarOf(target).zone),
    zoneOf: (target) => calendarOf(target).zone,
  };
}
