import { z } from "zod";
import { Complexity } from "../../router/route.ts";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { Condition } from "./condition.ts";
import { id, ids, words } from "./words.ts";

interface RowShape {
  readonly agents: readonly string[];
  readonly add: readonly string[];
  readonly gate: { readonly reviewers: readonly string[] };
}

function refineReviewers(row: RowShape, context: z.RefinementCtx): void {
  const working = new Set([...row.agents, ...row.add]);
  for (const [index, reviewer] of row.gate.reviewers.entries()) {
    if (!working.has(reviewer)) continue;
    const message = `lets "${reviewer}" judge its own work.`;
    const params = { remedy: "Name a reviewer who does not work on the task." };
    context.addIssue({ code: "custom", path: ["gate", "reviewers", index], message, params });
  }
}

/** What joins, and who judges, when a task of one domain needs another one as well. */
export const IntersectionRow = z
  .strictObject({
    id,
    domain: words,
    /** Agents that lead work of this domain. */
    agents: ids.min(1),
    alsoNeeds: words,
    when: Condition,
    /** Join the task. */
    add: ids.min(1),
    gate: z.strictObject({
      kind: z.enum(["review", "validation", "quality", "coverage"]),
      /** The first one that does not work on the task judges it. */
      reviewers: ids.min(1),
      /** Gates of gates.yaml that the whole must pass as well. */
      gates: ids.default([]),
    }),
  })
  .superRefine(refineReviewers);
export type IntersectionRow = z.infer<typeof IntersectionRow>;

/** `intersections.yaml`. All rows of the leading domain that fit apply, else the first one of another domain. (seed: rules.yaml#intersection_decision_matrix) */
export const IntersectionRules = z
  .strictObject({
    /** Complexity from which the matrix applies. */
    fromComplexity: Complexity,
    rows: z.array(IntersectionRow),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.rows, (row) => row.id, { context, path: ["rows"] });
  });
export type IntersectionRules = z.infer<typeof IntersectionRules>;
