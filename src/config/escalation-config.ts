import { z } from "zod";
import { EscalationType } from "../orchestration/rules/escalation-rules.ts";
import { count, Id, Words } from "./config-parts.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A time of the day such as `09:30`. */
const Time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, "a time of the day such as 09:30");

const Rotation = z.strictObject({
  id: Id,
  /** Ids of people, in turn. */
  people: z.array(Id).min(1),
  /** The day on which the first of them begins. */
  startsOn: z.iso.date(),
  /** When one hands over to the next. */
  handoverAt: Time.default("09:00"),
  everyDays: count(1, 366).default(7),
  /** Where that time is meant: a team, by its id; absent: the organisation. */
  team: Id.optional(),
});
export type Rotation = z.infer<typeof Rotation>;

/** Whom escalations reach, when, and how. Names: people, groups, `team:id`, `oncall:id`, or agents somebody stands behind. */
export const EscalationConfig = z.strictObject({
  /** For names in the levels of the rules, such as `architect`: who that is here. */
  targets: z.record(z.string(), z.array(Words)).default({}),
  oncall: z.array(Rotation).default([]),
  /** Of people who have set none of their own. */
  quietHours: z.strictObject({ from: Time, until: Time }).default({ from: "20:00", until: "08:00" }),
  /** Whether posts in channels mention those asked who do not mind. */
  mention: z.boolean().default(false),
  /** Ages other than those of the rules. */
  times: z
    .array(
      z.strictObject({
        type: EscalationType,
        level: Words,
        until: z.string().regex(/^P(?:\d+W|\d+D|T\d+[HM])$/u, "a length of time such as PT2H, P1D or P1W"),
      }),
    )
    .default([]),
  digest: z
    .strictObject({
      moreThan: count(1, 1_000).default(5),
      withinMs: count(MINUTE_MS, DAY_MS).default(10 * MINUTE_MS),
    })
    .prefault({}),
  snoozeMs: count(MINUTE_MS, 7 * DAY_MS).default(60 * MINUTE_MS),
  emergency: z
    .strictObject({
      lead: z.array(Words).default([]),
      communications: z.array(Words).default([]),
      scribe: z.array(Words).default([]),
      updateEveryMs: count(MINUTE_MS, DAY_MS).default(30 * MINUTE_MS),
    })
    .prefault({}),
});
export type EscalationConfig = z.infer<typeof EscalationConfig>;
