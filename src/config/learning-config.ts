import { z } from "zod";
import { count, TimeZone } from "./config-parts.ts";
import { Cron } from "./cron.ts";

const share = z.number().min(0).max(1);

/** How the router learns from what people say about its routes; the defaults suit a team of ten. */
export const Learning = z.strictObject({
  nightly: z
    .strictObject({
      enabled: z.boolean().default(true),
      cron: Cron.default("30 3 * * *"),
      /** Absent: the organisation's. */
      timeZone: TimeZone.optional(),
    })
    .prefault({}),
  perPersonPerDay: count(1, 10_000).default(10),
  sureAt: share.default(0.9),
  alone: z
    .strictObject({ newcomer: count(0, 10_000).default(3), known: count(0, 10_000).default(50) })
    .prefault({}),
  knownAfter: z
    .strictObject({ days: count(0, 3_650).default(14), agreed: count(0, 10_000).default(3) })
    .prefault({}),
  share: z.strictObject({ most: share.default(0.25), free: count(0, 10_000).default(20) }).prefault({}),
  maxExamples: count(1, 20_000).default(2_000),
  accept: z
    .strictObject({ alpha: share.default(0.05), maxLoss: share.default(0.02), maxShift: share.default(0.05) })
    .prefault({}),
  keepDays: count(1, 3_650).default(365),
  keepVersions: count(1, 1_000).default(10),
});
export type Learning = z.infer<typeof Learning>;
