import { z } from "zod";
import { Evidence } from "../gates/evidence.ts";
import { words } from "./hook-subject.ts";

const lines = z.array(words);

/**
 * What one agent gives to the next. Artifacts and open questions may be none, and then say so by an empty list;
 * everything else has something in it. seed: rules.yaml#hook_catalogue, AGENT_HANDOFF_PREPARE
 */
export const HandoffPackage = z
  .strictObject({
    from: words,
    to: words,
    task: words,
    stage: words,
    summary: words,
    findings: lines.min(1),
    artifacts: lines,
    openQuestions: lines,
    evidence: z.array(Evidence).min(1),
    /** Attempts with their outcome, failed ones above all: the next one need not repeat them. */
    tried: lines.min(1),
    nextSteps: lines.min(1),
  })
  .refine((pack) => pack.from !== pack.to, { path: ["to"], error: "is the agent that hands over." });
export type HandoffPackage = z.infer<typeof HandoffPackage>;

/** A package as it is put together; anything may still be missing. */
export const HandoffDraft = z.record(z.string(), z.unknown());
export type HandoffDraft = z.infer<typeof HandoffDraft>;

export type CheckedHandoff =
  | { readonly ok: true; readonly package: HandoffPackage }
  | { readonly ok: false; readonly missing: readonly string[] };

function describe(issue: z.core.$ZodIssue, draft: HandoffDraft): string {
  const [field] = issue.path;
  const place = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") return `${issue.keys.join(", ")}: not a part of a handoff`;
  const isAbsent = field === undefined || draft[String(field)] === undefined;
  if (isAbsent) return `${place}: missing`;
  return issue.code === "too_small" ? `${place}: empty` : `${place}: ${issue.message}`;
}

/** The package, or everything that it lacks at once. */
export function checkHandoff(draft: HandoffDraft): CheckedHandoff {
  const parsed = HandoffPackage.safeParse(draft);
  if (parsed.success) return { ok: true, package: parsed.data };
  return { ok: false, missing: parsed.error.issues.map((issue) => describe(issue, draft)) };
}
