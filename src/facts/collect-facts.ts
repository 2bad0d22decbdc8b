import type { ClaimRules } from "../orchestration/rules/claim-rules.ts";
import { contradicts } from "./claim.ts";
import type { Claim } from "./claim.ts";
import type { Measurement, Measurements } from "./measurements.ts";

/** Everything that is claimed about one thing. */
export interface Fact {
  readonly kind: string;
  readonly title: string;
  readonly subject: string;
  /** At least two claims contradict each other. */
  readonly isContested: boolean;
  /** By file and line. */
  readonly claims: readonly Claim[];
  readonly verified: Measurement | undefined;
}

/** Groups claims by what they are about: contested ones first, then in the order of the rules. */
export async function collectFacts(
  claims: readonly Claim[],
  rules: ClaimRules,
  measurements: Measurements,
): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const { id: kind, title } of rules.kinds) {
    for (const [subject, about] of groupBySubject(claims.filter((claim) => claim.kind === kind))) {
      const verified = await measurements.last(kind, subject);
      const isContested = about.some((claim) => about.some((other) => contradicts(claim, other)));
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
