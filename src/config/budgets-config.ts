import { z } from "zod";
import { Words } from "./config-parts.ts";

export const BudgetScope = z.enum(["organisation", "channel", "user", "agent"]);
export type BudgetScope = z.infer<typeof BudgetScope>;

/** What is limited: tokens in and out, money in `models.currency`, minutes of jobs on the GPU queue. */
export const BudgetUnit = z.enum(["tokens", "money", "gpuMinutes"]);
export type BudgetUnit = z.infer<typeof BudgetUnit>;

const share = z.number().positive().max(10);

const Budget = z
  .strictObject({
    scope: BudgetScope,
    /** One channel, person or agent by its id, instead of each; goes before a rule for each. */
    only: Words.optional(),
    what: BudgetUnit,
    /** A day, in the zone of the organisation. */
    limit: z.number().positive(),
    /** Share of the limit at which people are warned, once a day. */
    warnAt: share.default(0.8),
    /** Share of the limit at which work with a model pauses. */
    pauseAt: share.default(1),
  })
  .refine(({ warnAt, pauseAt }) => warnAt <= pauseAt, { path: ["warnAt"], error: "is above pauseAt." });

function keyOf({ scope, only = "", what }: z.infer<typeof Budget>): string {
  return `${scope}/${only}/${what}`;
}

export const Budgets = z
  .array(Budget)
  .default([])
  .refine((all) => new Set(all.map(keyOf)).size === all.length, {
    error: "has two entries for the same scope and the same thing.",
    params: { remedy: "Keep one of them." },
  });
export type BudgetRule = z.infer<typeof Budget>;
