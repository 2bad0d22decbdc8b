import { expect, test } from "vitest";
import { createWorkClock } from "../../src/calendar/create-work-clock.ts";
import { formatMoment } from "../../src/calendar/format-moment.ts";
import { parseUntil } from "../../src/calendar/parse-until.ts";
import { Config } from "../../src/config/config.ts";

const ZONE = "Europe/Berlin";
/** A Saturday, 14:00 in Berlin. */
const NOW_MS = Date.parse("2026-10-24T12:00Z");

function parse(said: string) {
  const config = Config.parse({ organisation: { timeZone: ZONE } });
  const clock = createWorkClock({ config });
  const until = parseUntil(said, { nowMs: NOW_MS, clock, target: { kind: "organisation" } });
  return until.kind === "at" ? formatMoment(until.atMs, ZONE) : until.kind;
}

test.each([
  ["", "open"],
  ["until 2026-12-01", "Tue 2026-12-01"],
  ["2026-12-01 14:30", "Tue 2026-12-01 14:30"],
  ["until 16:30", "Sat 2026-10-24 16:30"],
  ["until tomorrow", "Sun 2026-10-25"],
  ["until tomorrow at 9:15", "Sun 2026-10-25 09:15"],
  ["until Monday", "Mon 2026-10-26"],
  ["until sat", "Sat 2026-10-31"],
  ["on fri", "Fri 2026-10-30"],
  ["for 3 days", "Tue 2026-10-27"],
  ["for a day", "Sun 2026-10-25"],
  ["2 weeks", "Sat 2026-11-07"],
  ["for 90 min", "Sat 2026-10-24 15:30"],
  // The clocks go back in that night, so an hour more passes than they show.
  ["for 24 hours", "Sun 2026-10-25 13:00"],
  ["until 13:59", "past"],
  ["until today", "past"],
  ["until 2026-10-01", "past"],
  ["for 0 days", "past"],
  ["until the cows come home", "unclear"],
  ["until 2026-02-30", "unclear"],
  ["until 25:00", "unclear"],
  ["for 99999 weeks", "unclear"],
  ["until s", "unclear"],
  ["until", "unclear"],
])("%j is %s", (said, meant) => {
  expect(parse(said)).toBe(meant);
});
