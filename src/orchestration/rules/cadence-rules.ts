import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { id, ids, words } from "./words.ts";

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, "a time of day such as 09:00");

const Meeting = z.strictObject({
  id,
  title: words,
  /** Absent for what goes on all day. In the time zone of the team. */
  at: timeOfDay.optional(),
  /** Hooks or hook aliases that run with it. */
  hooks: ids.min(1),
});

const WeekDay = Meeting.extend({
  day: z.enum(["monday", "tuesday", "wednesday", "thursday", "friday", "every_day"]),
});

const Report = z.strictObject({
  every: z.enum(["day", "week"]),
  fields: z.array(z.strictObject({ id, title: words })).min(1),
  /** KPIs of kpis.yaml that it shows. */
  kpis: ids.default([]),
});

/** `cadence.yaml`: what happens when, and what is reported. (seed: rules.yaml#development_workflow and what follows it) */
export const CadenceRules = z
  .strictObject({
    /** The way of a piece of work; after the last stage the first one begins anew. */
    workflow: z.array(z.strictObject({ id, title: words })).min(1),
    week: z.array(WeekDay).min(1),
    day: z.array(Meeting).min(1),
    standup: Report,
    weeklyReport: Report,
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.workflow, (stage) => stage.id, { context, path: ["workflow"] });
    refuseDuplicates(rules.week, (meeting) => meeting.id, { context, path: ["week"] });
    refuseDuplicates(rules.day, (meeting) => meeting.id, { context, path: ["day"] });
  });
export type CadenceRules = z.infer<typeof CadenceRules>;
