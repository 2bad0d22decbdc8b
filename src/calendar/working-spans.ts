import { addDays, dateAt, momentOf } from "./local-time.ts";
import type { Calendar } from "./resolve-calendar.ts";

/** A stretch of time in milliseconds since the epoch; its end does not belong to it. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** Whoever does not work for so many days counts as working around the clock from then on. */
const HORIZON_DAYS = 366;

function without(stretch: Stretch, away: readonly Stretch[]): Stretch[] {
  return away.reduce<Stretch[]>(
    (rest, { startMs, endMs }) =>
      rest.flatMap((each) =>
        [
          { startMs: each.startMs, endMs: Math.min(each.endMs, startMs) },
          { startMs: Math.max(each.startMs, endMs), endMs: each.endMs },
        ].filter((part) => part.startMs < part.endMs),
      ),
    [stretch],
  );
}

/** The working time that begins on a date. */
export function stretchesOn(date: string, calendar: Calendar, away: readonly Stretch[]): Stretch[] {
  return calendar
    .spansOn(date)
    .map(({ from, to }) => ({
      startMs: momentOf(date, from, calendar.zone),
      endMs: momentOf(date, to, calendar.zone),
    }))
    .filter(({ startMs, endMs }) => startMs < endMs)
    .flatMap((stretch) => without(stretch, away));
}

/** Working time from a moment on, in order and without overlaps. Its last stretch has no end. */
export function* workingFrom(
  fromMs: number,
  calendar: Calendar,
  away: readonly Stretch[],
): Generator<Stretch> {
  let cursor = fromMs;
  // The night shift of the evening before may still go on.
  let date = addDays(dateAt(fromMs, calendar.zone), -1);
  for (let idleDays = 0; idleDays < HORIZON_DAYS; idleDays += 1) {
    for (const { startMs, endMs } of stretchesOn(date, calendar, away)) {
      const start = Math.max(startMs, cursor);
      if (start >= endMs) continue;
      yield { startMs: start, endMs };
      cursor = endMs;
      idleDays = 0;
    }
    date = addDays(date, 1);
  }
  yield { startMs: Math.max(cursor, momentOf(date, 0, calendar.zone)), endMs: Number.POSITIVE_INFINITY };
}
