import { askForReview } from "./ask-for-review.ts";
import type { CheckRun } from "./ask-for-review.ts";
import { describeEvidence, isAgainst } from "./evidence.ts";
import type { Claim } from "./gate-context.ts";
import type { CheckReport, Failure } from "./gate-report.ts";

function problemOf(claim: Claim): Failure[] {
  const against = claim.evidence.find(isAgainst);
  if (against !== undefined) return [{ name: claim.text, message: describeEvidence(against) }];
  return claim.evidence.length === 0 ? [{ name: claim.text, message: "nothing shows it" }] : [];
}

/** A claim holds with evidence that does not speak against it. Whether evidence fits its claim is for a reviewer. */
export async function claimsCheck(run: CheckRun): Promise<CheckReport> {
  const { id, title } = run.check;
  const claims = run.context.claims ?? [];
  if (claims.length === 0) return askForReview(run, { why: "Nothing was claimed that could be checked." });
  const failures = claims.flatMap(problemOf);
  const evidence = claims.flatMap((claim) => claim.evidence);
  const counts = { passed: claims.length - failures.length, failed: failures.length, skipped: 0 };
  if (failures.length === 0) {
    return askForReview(run, {
      why: `All ${claims.length} claims have evidence.`,
      evidence,
      report: { counts },
    });
  }
  const reason = `${failures.length} of ${claims.length} claims are not shown.`;
  return { id, title, verdict: "failed", reason, counts, failures, evidence };
}
