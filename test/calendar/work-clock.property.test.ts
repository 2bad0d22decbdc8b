import fc from "fast-check";
import { DateTime, IANAZone } from "luxon";
import { expect, test } from "vitest";
import { createWorkClock } from "../../src/calendar/create-work-clock.ts";
import type { CalendarTarget } from "../../src/calendar/work-clock.ts";
import { toSpan, WEEKDAYS } from "../../src/config/calendar-config.ts";
import { Config } from "../../src/config/config.ts";

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
const ORGANISATION: CalendarTarget = { kind: "organisation" };

/** Zones with the moments at which their clocks do something that rules of thumb get wrong. */
const TURNS: readonly (readonly [zone: string, around: string])[] = [
  ["Europe/Berlin", "2026-03-29T01:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00Z"],
  ["America/New_York", "2026-03-08T07:00Z"],
  ["America/St_Johns", "2026-11-01T04:30Z"],
  ["America/St_Johns", "2011-03-13T03:30Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
  ["Asia/Kathmandu", "2026-12-31T18:15Z"],
  ["Pacific/Apia", "2011-12-30T10:00Z"],
  ["America/Sao_Paulo", "2018-11-04T03:00Z"],
  ["Africa/Casablanca", "2026-02-15T02:00Z"],
  ["Asia/Tehran", "2021-03-21T20:30Z"],
  ["Pacific/Kiritimati", "2027-12-31T10:00Z"],
];

const WEEKS = [
  { days: ["mon", "tue", "wed", "thu", "fri"], hours: ["09:00-17:00"] },
  { days: ["sun", "mon", "tue", "wed", "thu"], hours: ["08:00-12:00", "13:30-18:00"] },
  { days: [...WEEKDAYS], hours: ["22:00-06:00"] },
  { days: ["sat", "sun"], hours: ["00:00-24:00"] },
  { days: [...WEEKDAYS], hours: ["01:30-02:30", "02:45-05:15"] },
  { days: ["mon", "wed", "sat"], hours: ["00:00-01:15", "22:45-24:00"] },
] as const;

/**
 * What the highest time is that the clocks of a zone have shown up to each quarter of an hour, as milliseconds of that
 * local time: the offsets are luxon's, and nothing else is known of the zone.
 */
function* shown(zone: string, fromMs: number): Generator<{ readonly atMs: number; readonly local: number }> {
  const known = IANAZone.create(zone);
  let local = Number.NEGATIVE_INFINITY;
  for (let atMs = fromMs - 2 * DAY_MS; ; atMs += QUARTER_MS) {
    local = Math.max(local, atMs + known.offset(atMs) * 60_000);
    if (atMs >= fromMs) yield { atMs, local };
  }
}

type Week = (typeof WEEKS)[number];

/** Whether that local time lies in a span of its day, or in one of the evening before. */
function worksAt(local: number, { days, hours }: Week): boolean {
  const midnight = Math.floor(local / DAY_MS) * DAY_MS;
  return [midnight, midnight - DAY_MS].some((start) => {
    const day = WEEKDAYS[DateTime.fromMillis(start, { zone: "utc" }).weekday - 1] ?? "mon";
    const minutes = (local - start) / 60_000;
    const isWorked = (days as readonly string[]).includes(day);
    return isWorked && hours.map(toSpan).some(({ from, to }) => from <= minutes && minutes < to);
  });
}

function clockOf(zone: string, week: Week) {
  return createWorkClock({ config: Config.parse({ organisation: { timeZone: zone, calendar: week } }) });
}

const turn = fc.constantFrom(...TURNS);
const moment = fc
  .tuple(turn, fc.integer({ min: -200, max: 100 }))
  .map(([[zone, around], quarters]) => ({ zone, fromMs: Date.parse(around) + quarters * QUARTER_MS }));
const week = fc.constantFrom(...WEEKS);

test("working time is what somebody counts who looks at the clock on the wall each quarter of an hour", () => {
  fc.assert(
    fc.property(moment, week, fc.integer({ min: 1, max: 40 }), ({ zone, fromMs }, week, quarters) => {
      const clock = clockOf(zone, week);

      let counted = 0;
      for (const { atMs, local } of shown(zone, fromMs)) {
        if (counted === quarters) {
          expect(clock.after(fromMs, quarters * QUARTER_MS, ORGANISATION)).toBe(atMs);
          return;
        }
        if (worksAt(local, week)) counted += 1;
      }
    }),
    { numRuns: 200 },
  );
});

test("somebody works now, or first at the moment at which the clock on the wall says so", () => {
  fc.assert(
    fc.property(moment, week, ({ zone, fromMs }, week) => {
      const clock = clockOf(zone, week);

      for (const { atMs, local } of shown(zone, fromMs)) {
        if (!worksAt(local, week)) continue;
        expect(clock.nextWorking(fromMs, ORGANISATION)).toBe(atMs);
        expect(clock.isWorking(fromMs, ORGANISATION)).toBe(atMs === fromMs);
        return;
      }
    }),
    { numRuns: 120 },
  );
});

test("working time adds up, to the millisecond", () => {
  const part = fc.integer({ min: 1, max: 30 * 3_600_000 });
  fc.assert(
    fc.property(moment, week, part, part, ({ zone, fromMs }, week, first, second) => {
      const clock = clockOf(zone, week);
      const between = clock.after(fromMs + 1, first, ORGANISATION);

      expect(between).toBeGreaterThan(fromMs);
      expect(clock.between(fromMs + 1, between, ORGANISATION)).toBe(first);
      expect(clock.between(between, fromMs, ORGANISATION)).toBe(0);
      expect(clock.after(between, second, ORGANISATION)).toBe(
        clock.after(fromMs + 1, first + second, ORGANISATION),
      );
    }),
    { numRuns: 200 },
  );
});

test("dates and times of a place are those of an independent library", () => {
  fc.assert(
    fc.property(
      moment,
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      ({ zone, fromMs }, hour, minute) => {
        const clock = clockOf(zone, WEEKS[0]);
        const there = DateTime.fromMillis(fromMs, { zone });
        const date = there.toISODate() ?? "";
        const said = there.set({ hour, minute, second: 0, millisecond: 0 });
        const time = `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;

        expect(clock.localDate(fromMs, ORGANISATION)).toBe(date);
        // Where clocks leap over a time the library has an answer of its own.
        fc.pre(said.hour === hour && said.minute === minute && said.getPossibleOffsets().length === 1);
        expect(clock.atLocal(date, time, ORGANISATION)).toBe(said.toMillis());
      },
    ),
    { numRuns: 200 },
  );
});
