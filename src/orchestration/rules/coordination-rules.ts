import { z } from "zod";
import { Complexity } from "../../router/route.ts";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { refineLevels } from "./refine-levels.ts";
import { duration, id, ids, words } from "./words.ts";

const Strategy = z.strictObject({
  level: Complexity,
  title: words,
  cadence: z.enum(["orchestrator_oversight", "sync_points", "daily_sync", "escalation_protocol"]),
  /** Time between two syncs; absent where agents do not sync. */
  syncEvery: duration.optional(),
  /** Whether a task of the level that gets stuck goes to its escalation at once instead of after its limits. */
  escalateAtOnce: z.boolean(),
});

const Protocol = z.strictObject({
  id,
  rule: words,
  /** Hooks or hook aliases that carry it out. */
  hooks: ids.min(1),
});

const amount = z.number().int().min(1);

/** `coordination.yaml`. (seed: rules.yaml#coordination_strategies, #communication_protocols) */
export const CoordinationRules = z
  .strictObject({
    strategies: z.array(Strategy).superRefine(refineLevels),
    protocols: z.array(Protocol).min(1),
    /** A plan that goes beyond either is shown, with Start, Change and Cancel, before it begins. */
    showPlan: z.strictObject({ agentsAbove: amount.max(10), jobsAbove: amount.max(50) }),
    /** Support that no rule demands joins only while the plan has no more agent jobs than this. */
    supportCap: z.strictObject({ jobs: amount.max(50) }),
    loopGuard: z.strictObject({
      /** Times that a task may change hands in ways that no stage of its plan foresees: sent back, given to another. */
      maxHops: amount.max(50),
      /** Times that the same agent may hand to the same other one. */
      sameHandoff: amount.max(10),
    }),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.protocols, (protocol) => protocol.id, { context, path: ["protocols"] });
  });
export type CoordinationRules = z.infer<typeof CoordinationRules>;
