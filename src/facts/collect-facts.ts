import type { ClaimRules } from "../orchestration/rules/claim-rules.ts";
import { contradicts } from "./claim.ts";
import type { Claim } from "./claim.ts";
import type { Measurement } from "./measurements.ts";
import { verifiedOf } from "./verify-claims.ts";
import type { Verified } from "./verify-claims.ts";

/** Everything that is claimed about one thing. */
export interface Fact {
  readonly kind: string;
  readonly title: string;
  readonly subject: string;
  /** At least two claims contradict each other, or one contradicts what was measured. */
  readonly isContested: boolean;
  /** By file and line. */
  readonly claims: readonly Claim[];
  readonly verified: Verified | undefined;
}

/** Groups claims by what they are about: contested ones first, then in the order of the rules. */
export function collectFacts(
  claims: readonly Claim[],
  rules: ClaimRules,
  measurements: readonly Measurement[],
): Fact[] {
  const facts: Fact[] = [];
  for (const { id: kind, title, measured } of rules.kinds) {
    const verified = verifiedOf({ measured }, measurements);
    for (const [subject, about] of groupBySubject(claims.filter((claim) => claim.kind === kind))) {
      const others = verified === undefined ? about : [...about, verified];
      const isContested = about.some((claim) => others.some((other) => contradicts(claim, other)));
      facts.push({ kind, title, subject, isContested, claims: about, verified });
    }
  }
  return facts.toSorted((a, b) => Number(b.isContested) - Number(a.isContested));
}

function groupBySubject(claims: readonly Claim[]): [string, Claim[]][] {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) groups.set(claim.subject, [...(groups.get(claim.subject) ?? []), claim]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
