import { z } from "zod";
import { Weekday } from "./calendar-config.ts";
import { count, Id } from "./config-parts.ts";

/** Hours and minutes by the clock of whoever it is about, such as `09:30`. */
export const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, "a time of day such as 09:30");

/** A meeting that is missed by more than this is not made up for. */
const grace = count(1, 24 * 60).default(60);

/** The daily standup of a team. What is left out is as `agent-config/rules/cadence.yaml` has it. */
export const StandupConfig = z.strictObject({
  /** When it is posted, by the team's clock. */
  at: TimeOfDay.optional(),
  /** Of the team's working days. */
  days: z.array(Weekday).min(1).optional(),
  /** When people are asked, by the clock of each; absent: when their working day begins. */
  askAt: TimeOfDay.optional(),
  /** After the question, while there is no answer. */
  remindAfterMinutes: z
    .array(count(5, 12 * 60))
    .max(3)
    .default([60]),
  graceMinutes: grace,
  /** Steps of the day that are posted as well. */
  steps: z.array(z.strictObject({ step: Id, at: TimeOfDay })).default([]),
});
export type StandupConfig = z.infer<typeof StandupConfig>;

const Meeting = z.strictObject({ day: Weekday, at: TimeOfDay });

/** The week of a team. What is left out is as `agent-config/rules/cadence.yaml` has it. */
export const SprintConfig = z.strictObject({
  planning: Meeting.optional(),
  review: Meeting.optional(),
  retrospective: Meeting.optional(),
  /** The weekly report; absent: with the retrospective. */
  report: Meeting.optional(),
  graceMinutes: count(1, 24 * 60).default(240),
});
export type SprintConfig = z.infer<typeof SprintConfig>;
