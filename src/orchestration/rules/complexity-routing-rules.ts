import { z } from "zod";
import { Complexity } from "../../router/route.ts";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { refineLevels } from "./refine-levels.ts";
import { words } from "./words.ts";

const EscalationMeans = z.enum([
  "orchestrator_coordination",
  "design_review",
  "joint_decision",
  "outside_consultation",
]);

const Row = z.strictObject({
  level: Complexity,
  /** Who works on it, in words; `complexity.levels` of orchestrator.md has the numbers. */
  route: words,
  /** What those whom `complexity.levels` names for an escalation are asked for. */
  escalationMeans: EscalationMeans,
});

/** What would help a stuck task, for its card. */
const Means = z.strictObject({
  id: EscalationMeans,
  title: words,
  help: words,
  /** The button that asks for it; absent where words are all there is. */
  offer: words.optional(),
});

function refineMeans(
  {
    levels,
    means,
  }: { readonly levels: readonly z.infer<typeof Row>[]; readonly means: readonly { id: string }[] },
  context: z.RefinementCtx,
): void {
  refuseDuplicates(means, ({ id }) => id, { context, path: ["means"] });
  for (const [index, { escalationMeans }] of levels.entries()) {
    if (means.some(({ id }) => id === escalationMeans)) continue;
    const message = `"${escalationMeans}" is not among the means.`;
    context.addIssue({ code: "custom", path: ["levels", index, "escalationMeans"], message });
  }
}

/** `complexity-routing.yaml`. (seed: rules.yaml#complexity_routing) */
export const ComplexityRoutingRules = z
  .strictObject({ levels: z.array(Row).superRefine(refineLevels), means: z.array(Means) })
  .superRefine(refineMeans);
export type ComplexityRoutingRules = z.infer<typeof ComplexityRoutingRules>;
