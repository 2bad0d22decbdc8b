import fc from "fast-check";
import { expect, test } from "vitest";
import { formatMoment, nextMoment } from "../../src/simulate/moment.ts";

const MONDAY = Date.parse("2031-03-03T00:00:00.000Z");
const DAY_MS = 86_400_000;

test.each([
  ["Mon 09:00", "2031-03-03T00:00:00.000Z", "2031-03-03T09:00:00.000Z"],
  ["Mon 09:00", "2031-03-03T09:00:00.000Z", "2031-03-03T09:00:00.000Z"],
  ["Mon 09:00", "2031-03-03T09:00:00.001Z", "2031-03-10T09:00:00.000Z"],
  ["Wed 14:30", "2031-03-03T23:00:00.000Z", "2031-03-05T14:30:00.000Z"],
  ["Sun 00:00", "2031-03-08T12:00:00.000Z", "2031-03-09T00:00:00.000Z"],
  ["Tue 01:00", "2031-12-31T12:00:00.000Z", "2032-01-06T01:00:00.000Z"],
])("%s after %s is %s", (moment, from, at) => {
  expect(new Date(nextMoment(moment, Date.parse(from))).toISOString()).toBe(at);
});

test("is never past, and never more than a week away", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 * DAY_MS }),
      fc.constantFrom("Mon", "Thu", "Sun"),
      (ms, day) => {
        const at = nextMoment(`${day} 17:05`, MONDAY + ms);

        expect(at).toBeGreaterThanOrEqual(MONDAY + ms);
        expect(at).toBeLessThan(MONDAY + ms + 7 * DAY_MS);
        expect(formatMoment(at)).toMatch(new RegExp(`^${day} .* 17:05$`, "u"));
      },
    ),
  );
});
