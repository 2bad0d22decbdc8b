import type { WorkClock } from "../../src/calendar/work-clock.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface PlainHours {
  readonly from: number;
  readonly until: number;
}

/** Mondays to Fridays from nine to five, in UTC, for everybody: no holidays, nobody is away. */
export function createPlainWorkClock({ from, until }: PlainHours = { from: 9, until: 17 }): WorkClock {
  const dayOf = (ms: number): number => Math.floor(ms / DAY) * DAY;
  const isOff = (ms: number): boolean => [0, 6].includes(new Date(ms).getUTCDay());

  function nextWorking(atMs: number): number {
    for (let day = dayOf(atMs); ; day += DAY) {
      if (isOff(day) || atMs >= day + until * HOUR) continue;
      return Math.max(atMs, day + from * HOUR);
    }
  }

  return {
    after(fromMs, workingMs) {
      let at = fromMs;
      let left = workingMs;
      for (;;) {
        if (left === 0) return at;
        at = nextWorking(at);
        const end = dayOf(at) + until * HOUR;
        if (at + left <= end) return at + left;
        left -= end - at;
        at = end;
      }
    },
    between(fromMs, toMs) {
      let worked = 0;
      for (let at = nextWorking(fromMs); at < toMs;) {
        const end = dayOf(at) + until * HOUR;
        worked += Math.min(end, toMs) - at;
        at = nextWorking(end);
      }
      return worked;
    },
    isWorking: (atMs) => nextWorking(atMs) === atMs,
    nextWorking,
    workingDay(date) {
      const day = Date.parse(`${date}T00:00:00Z`);
      return isOff(day) ? undefined : { startMs: day + from * HOUR, endMs: day + until * HOUR };
    },
    localDate: (atMs) => new Date(atMs).toISOString().slice(0, 10),
    atLocal: (date, time) => Date.parse(`${date}T${time}:00Z`),
    zoneOf: () => "UTC",
  };
}
