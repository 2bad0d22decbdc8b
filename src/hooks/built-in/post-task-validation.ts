import { isAgainst } from "../../gates/evidence.ts";
import type { Evidence } from "../../gates/evidence.ts";
import { outcomeOf } from "./built-in.ts";
import type { BuiltInOutcome } from "./built-in.ts";
import type { HookOutput, ParsedHookInput } from "../hook-catalogue.ts";

type Check = HookOutput<"POST_TASK_VALIDATION">["checks"][number];

export function verdictOfEvidence(evidence: readonly Evidence[]): Check["verdict"] {
  if (evidence.some(isAgainst)) return "refuted";
  return evidence.length === 0 ? "unproven" : "proven";
}

/** A claim of being finished needs evidence, and so does each criterion; one that speaks against it refutes it. */
export function validateClaim(
  input: ParsedHookInput<"POST_TASK_VALIDATION">,
): BuiltInOutcome<"POST_TASK_VALIDATION"> {
  const all = [...input.evidence, ...input.criteria.flatMap(({ evidence }) => evidence)];
  const checks: Check[] = [
    { text: input.claim, verdict: verdictOfEvidence(all) },
    ...input.criteria.map(({ text, evidence }) => ({ text, verdict: verdictOfEvidence(evidence) })),
  ];
  const problems = checks.flatMap(({ text, verdict }) => {
    if (verdict === "proven") return [];
    return [verdict === "refuted" ? `The evidence speaks against "${text}".` : `Nothing shows "${text}".`];
  });
  return { ...outcomeOf(problems, "Everything claimed is shown.", { checks }), evidence: all };
}
