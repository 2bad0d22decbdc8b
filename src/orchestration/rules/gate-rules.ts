import { z } from "zod";
import { refuseDuplicates } from "../refuse-duplicates.ts";
import { Condition } from "./condition.ts";
import { id, ids, words } from "./words.ts";

const percent = z.number().min(0).max(100);

const Check = z.strictObject({
  id,
  title: words,
  /**
   * What answers it: a command of the workspace (build, test, lint, docs, benchmark), the evidence that comes with
   * the claim, or a reviewer. A command that the workspace does not have falls to the reviewer.
   */
  by: z.enum(["build", "test", "lint", "docs", "benchmark", "evidence", "reviewer"]),
  /** A check that is not required is reported and does not decide. */
  required: z.boolean().default(true),
});

export const Gate = z
  .strictObject({
    id,
    title: words,
    requirement: words,
    /** The hook of the catalogue, of the phase `gate`, that carries it out; one hook may carry out several gates. */
    hook: id,
    /** It is asked for when any of these holds; an empty list leaves that to the patterns. */
    when: z.array(Condition).default([]),
    checks: z.array(Check).min(1),
    /** Lists of checklists.yaml that are shown wherever the gate is. */
    checklists: ids.default([]),
    /** The first one that did not work on what is judged decides what no command can. Two at least. */
    reviewers: ids.min(2, "needs two reviewers, so that one is left when the other did the work."),
  })
  .superRefine((gate, context) => {
    refuseDuplicates(gate.checks, (check) => check.id, { context, path: ["checks"] });
    refuseDuplicates(gate.reviewers, (reviewer) => reviewer, { context, path: ["reviewers"] });
  });
export type Gate = z.infer<typeof Gate>;

/** Who of some reviewers judges work of these agents; undefined when all of them took part, so that a person must. */
export function reviewerFor(reviewers: readonly string[], working: readonly string[]): string | undefined {
  return reviewers.find((reviewer) => !working.includes(reviewer));
}

/** `gates.yaml`. (seed: rules.yaml#quality_gates; hook_groups_named_in_seed.quality_gates) */
export const GateRules = z
  .strictObject({
    gates: z.array(Gate).min(1),
    /** What a benchmark may lose against its baseline, in per cent. */
    regression: z
      .strictObject({
        /** Less than this passes. */
        passBelow: percent,
        /** More than this fails and is rolled back; between the two a person is asked. */
        failAbove: percent,
      })
      .refine((one) => one.passBelow <= one.failAbove, {
        path: ["passBelow"],
        message: "is above failAbove.",
      }),
    rework: z.strictObject({
      /** Failed attempts at a gate before it is escalated. */
      maxAttempts: z.number().int().min(1).max(10),
      /** The trigger of triggers.yaml that follows. */
      trigger: id,
    }),
  })
  .superRefine((rules, context) => {
    refuseDuplicates(rules.gates, (gate) => gate.id, { context, path: ["gates"] });
  });
export type GateRules = z.infer<typeof GateRules>;
