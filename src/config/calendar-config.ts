import { z } from "zod";
import { minutesOfTime } from "../calendar/local-time.ts";
import { knownCountries, knownRegions } from "../calendar/holidays.ts";
import { suggestName } from "./nearest-name.ts";

/** In the order of the week, Monday first. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const Weekday = z.enum(WEEKDAYS);
export type Weekday = z.infer<typeof Weekday>;

const MINUTES_A_DAY = 1_440;
const SPAN = /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/u;

/** Minutes after the midnight that the day begins with; a span may go on into the next day. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** `22:00-06:00` goes on into the next day. */
export function toSpan(text: string): Span {
  const [start = "", end = ""] = text.split("-");
  const from = minutesOfTime(start);
  const to = minutesOfTime(end);
  return { from, to: to > from ? to : to + MINUTES_A_DAY };
}

/** Of one day against the next as well, where the last one goes on over midnight. */
function areApart(texts: readonly string[]): boolean {
  const spans = texts.map(toSpan).sort((a, b) => a.from - b.from);
  const [first] = spans;
  const followers =
    first === undefined ? [] : [...spans.slice(1).map(({ from }) => from), first.from + MINUTES_A_DAY];
  return spans.every(({ to }, at) => to <= (followers[at] ?? to));
}

const Hours = z
  .array(z.string().regex(SPAN, "hours such as 09:00-17:00, or 22:00-06:00 over midnight"))
  .min(1)
  .refine((texts) => !texts.every((text) => SPAN.test(text)) || areApart(texts), {
    error: "has spans that overlap.",
    params: { remedy: "Write each working time once." },
  });

const AnyDate = z.iso.date();
/** `2026-12-24`, or `12-24` for every year. */
const DayName = z.union([AnyDate, z.string().regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u)], {
  error: "is no date.",
});

const HolidayPlace = z
  .strictObject({ country: z.string(), region: z.string().optional() })
  .superRefine(({ country, region }, context) => {
    const countries = knownCountries();
    if (!countries.includes(country)) {
      const remedy = suggestName(country, countries);
      context.addIssue({
        code: "custom",
        path: ["country"],
        message: `"${country}" is no country whose holidays are known.`,
        params: { remedy },
      });
      return;
    }
    const regions = knownRegions(country);
    if (region === undefined || regions.includes(region)) return;
    const remedy = regions.length === 0 ? "Leave it out." : suggestName(region, regions);
    context.addIssue({
      code: "custom",
      path: ["region"],
      message: `"${region}" is no region of ${country}.`,
      params: { remedy },
    });
  });

/** What is not said is as in the team of a person, and in the organisation of a team. */
export const CalendarConfig = z.strictObject({
  /** Days that are worked. */
  days: z.array(Weekday).min(1).optional(),
  hours: Hours.optional(),
  /** In place of `hours`, on the days that are worked. */
  hoursOn: z.partialRecord(Weekday, Hours).optional(),
  /** Whose public holidays are days off. */
  holidays: z.union([z.literal("none"), HolidayPlace]).optional(),
  /** Further days off. */
  daysOff: z.array(DayName).default([]),
  /** Days that are worked all the same. */
  extraDays: z.array(AnyDate).default([]),
});
export type CalendarConfig = z.infer<typeof CalendarConfig>;
