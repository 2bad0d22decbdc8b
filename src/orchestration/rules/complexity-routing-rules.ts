import { z } from "zod";
import { Complexity } from "../../router/route.ts";
import { refineLevels } from "./refine-levels.ts";
import { words } from "./words.ts";

const Row = z.strictObject({
  level: Complexity,
  /** Who works on it, in words; `complexity.levels` of orchestrator.md has the numbers. */
  route: words,
  /** What those whom `complexity.levels` names for an escalation are asked for. */
  escalationMeans: z.enum([
    "orchestrator_coordination",
    "design_review",
    "joint_decision",
    "outside_consultation",
  ]),
});

/** `complexity-routing.yaml`. (seed: rules.yaml#complexity_routing) */
export const ComplexityRoutingRules = z.strictObject({ levels: z.array(Row).superRefine(refineLevels) });
export type ComplexityRoutingRules = z.infer<typeof ComplexityRoutingRules>;
