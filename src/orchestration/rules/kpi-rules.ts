import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { id, words } from "./words.ts";

const Kpi = z
  .strictObject({
    id,
    title: words,
    kind: z.enum(["health", "velocity"]),
    unit: z.enum(["percent", "hours", "count"]),
    /** Absent where a figure is only watched. */
    target: z.strictObject({ is: z.enum(["exactly", "above", "below"]), value: z.number() }).optional(),
    /** What it covers, where that is not everything. */
    scope: words.optional(),
  })
  .refine(({ unit, target }) => unit !== "percent" || target === undefined || isShare(target.value), {
    path: ["target", "value"],
    message: "must be between 0 and 100.",
  });

function isShare(value: number): boolean {
  return value >= 0 && value <= 100;
}

/** `kpis.yaml`. (seed: rules.yaml#kpis) */
export const KpiRules = z
  .strictObject({
    kpis: z.array(Kpi).min(1),
    /** Per cent of tests that pass, above which a beta may be thought of; no target to be content with. */
    betaConsideredAbove: z.number().min(0).max(100),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.kpis, (kpi) => kpi.id, { context, path: ["kpis"] });
  });
export type KpiRules = z.infer<typeof KpiRules>;
