import { describe, expect, test } from "vitest";
import type { Absence } from "../../src/calendar/absence.ts";
import { createWorkClock } from "../../src/calendar/create-work-clock.ts";
import type { CalendarTarget } from "../../src/calendar/work-clock.ts";
import { Config } from "../../src/config/config.ts";

const HOUR_MS = 3_600_000;
const ORGANISATION: CalendarTarget = { kind: "organisation" };
const AMARA: CalendarTarget = { kind: "person", id: "amara" };
const GULF: CalendarTarget = { kind: "team", id: "gulf" };

const CONFIG = Config.parse({
  organisation: {
    timeZone: "Europe/Berlin",
    calendar: { holidays: { country: "DE", region: "BY" }, daysOff: ["12-24"], extraDays: ["2026-11-28"] },
  },
  teams: [
    {
      id: "gulf",
      name: "Gulf",
      timeZone: "Asia/Dubai",
      members: ["amara", "lina"],
      calendar: {
        days: ["sun", "mon", "tue", "wed", "thu"],
        holidays: "none",
        hoursOn: { thu: ["09:00-13:00"] },
      },
    },
  ],
  people: [
    {
      id: "amara",
      name: "Amara",
      calendar: { hours: ["10:00-12:00", "13:00-19:00"], daysOff: ["2026-12-01"] },
    },
    { id: "lina", name: "Lina", timeZone: "Asia/Riyadh" },
    { id: "jonas", name: "Jonas" },
  ],
});

function clockWith(absences: readonly Absence[] = [], overrides?: ReadonlyMap<string, string>) {
  return createWorkClock({ config: CONFIG, absences, ...(overrides === undefined ? {} : { overrides }) });
}

const iso = (ms: number) => new Date(ms).toISOString();
const after = (from: string, hours: number, target: CalendarTarget = ORGANISATION) =>
  iso(clockWith().after(Date.parse(from), hours * HOUR_MS, target));

describe("working time", () => {
  test.each([
    ["within a day", "2026-11-24T09:00Z", 2, "2026-11-24T11:00:00.000Z"],
    ["up to the end of a day is up then", "2026-11-24T14:00Z", 2, "2026-11-24T16:00:00.000Z"],
    ["overnight", "2026-11-24T15:00Z", 2, "2026-11-25T09:00:00.000Z"],
    ["from before work", "2026-11-24T03:00Z", 1, "2026-11-24T09:00:00.000Z"],
    ["over a weekend", "2026-11-20T15:30Z", 1, "2026-11-23T08:30:00.000Z"],
    ["on a Saturday that is worked", "2026-11-27T15:30Z", 1, "2026-11-28T08:30:00.000Z"],
    ["over Christmas and the day off before", "2026-12-23T15:30Z", 1, "2026-12-28T08:30:00.000Z"],
    ["over the new year and Epiphany of a region", "2027-01-05T15:30Z", 1, "2027-01-07T08:30:00.000Z"],
    ["where clocks go forward over the weekend", "2026-03-27T15:30Z", 1, "2026-03-30T07:30:00.000Z"],
    ["where clocks go back over the weekend", "2026-10-23T14:30Z", 1, "2026-10-26T08:30:00.000Z"],
  ])("%s", (_name, from, hours, until) => {
    expect(after(from, hours)).toBe(until);
  });

  test("of no length is over at once, also at night", () => {
    expect(after("2026-11-24T01:00Z", 0)).toBe("2026-11-24T01:00:00.000Z");
  });

  test("of a team with its weekend on Friday and Saturday", () => {
    // Thursday ends at 13:00 there, which is 09:00 UTC.
    expect(after("2026-11-19T08:30Z", 1, GULF)).toBe("2026-11-22T05:30:00.000Z");
  });

  test("of a person is that of their team but for what they have of their own", () => {
    // Her own hours end at 19:00 in Dubai, and the day after is her own day off.
    expect(after("2026-11-30T14:30Z", 1, AMARA)).toBe("2026-12-02T06:30:00.000Z");
    expect(clockWith().zoneOf(AMARA)).toBe("Asia/Dubai");
    expect(clockWith().zoneOf({ kind: "person", id: "lina" })).toBe("Asia/Riyadh");
    expect(clockWith().zoneOf({ kind: "person", id: "slack:U1" })).toBe("Europe/Berlin");
  });

  test("goes by the zone that a person has set for themselves", () => {
    const clock = clockWith([], new Map([["jonas", "America/Toronto"]]));

    expect(clock.zoneOf({ kind: "person", id: "jonas" })).toBe("America/Toronto");
    expect(iso(clock.nextWorking(Date.parse("2026-11-24T09:00Z"), { kind: "person", id: "jonas" }))).toBe(
      "2026-11-24T14:00:00.000Z",
    );
  });
});

describe("absences", () => {
  const jonas: CalendarTarget = { kind: "person", id: "jonas" };
  const away = (from: string, until?: string): Absence => ({
    personId: "jonas",
    fromMs: Date.parse(from),
    ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
    source: "command",
  });

  test("are no working time of that person, and of nobody else", () => {
    const clock = clockWith([away("2026-11-24T10:00Z", "2026-11-26T11:00Z")]);
    const from = Date.parse("2026-11-24T09:00Z");

    expect(iso(clock.after(from, 2 * HOUR_MS, jonas))).toBe("2026-11-26T12:00:00.000Z");
    expect(iso(clock.after(from, 2 * HOUR_MS, ORGANISATION))).toBe("2026-11-24T11:00:00.000Z");
    expect(clock.isWorking(Date.parse("2026-11-25T10:00Z"), jonas)).toBe(false);
    expect(clock.workingDay("2026-11-25", jonas)).toBeUndefined();
    expect(clock.workingDay("2026-11-24", jonas)?.endMs).toBe(Date.parse("2026-11-24T10:00Z"));
  });

  test("that are taken back do not count", () => {
    const clock = clockWith([{ ...away("2026-11-24T10:00Z"), isHere: true }]);

    expect(clock.isWorking(Date.parse("2026-11-25T10:00Z"), jonas)).toBe(true);
  });

  test("without an end hold no timer up for ever: after a year they count as working around the clock", () => {
    const clock = clockWith([away("2026-11-24T10:00Z")]);

    const up = clock.after(Date.parse("2026-11-24T10:00Z"), HOUR_MS, jonas);

    expect(iso(up).slice(0, 7)).toBe("2027-11");
  });
});

describe("dates", () => {
  test("that are worked have a beginning and an end, others have none", () => {
    const clock = clockWith();

    expect(clock.workingDay("2026-11-24", ORGANISATION)).toEqual({
      startMs: Date.parse("2026-11-24T08:00Z"),
      endMs: Date.parse("2026-11-24T16:00Z"),
    });
    expect(clock.workingDay("2026-11-28", ORGANISATION)).toBeDefined();
    expect(clock.workingDay("2026-11-29", ORGANISATION)).toBeUndefined();
    expect(clock.workingDay("2026-12-24", ORGANISATION)).toBeUndefined();
    expect(clock.workingDay("2027-01-06", ORGANISATION)).toBeUndefined();
    expect(clock.workingDay("2026-11-27", GULF)).toBeUndefined();
    expect(clock.workingDay("2026-11-29", GULF)).toBeDefined();
  });

  test("have times that clocks leap over, or show twice", () => {
    const clock = clockWith();

    expect(iso(clock.atLocal("2026-03-29", "02:30", ORGANISATION))).toBe("2026-03-29T01:00:00.000Z");
    expect(iso(clock.atLocal("2026-10-25", "02:30", ORGANISATION))).toBe("2026-10-25T00:30:00.000Z");
    expect(clock.localDate(Date.parse("2026-11-24T23:30Z"), ORGANISATION)).toBe("2026-11-25");
  });
});
