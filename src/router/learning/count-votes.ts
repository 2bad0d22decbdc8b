import { toLeftOut, type Vote, type Votes } from "./collect-votes.ts";
import type { LeftOut } from "./local-example.ts";

/** A request on whose agent people agree. */
export interface Verdict {
  readonly agent: string;
  /** Those who say so; not empty. */
  readonly backers: readonly Vote[];
}

/**
 * Decides each request by the majority of its voters; a maintainer's vote outweighs everybody else's. Without a
 * majority nobody is believed.
 */
export function countVotes(byText: Votes["byText"]): {
  readonly verdicts: readonly Verdict[];
  readonly leftOut: readonly LeftOut[];
} {
  const verdicts: Verdict[] = [];
  const leftOut: LeftOut[] = [];
  for (const votes of byText.values()) {
    const maintainers = votes.filter(({ isMaintainer }) => isMaintainer);
    const agent = majorityOf(maintainers.length > 0 ? maintainers : votes);
    if (agent === undefined) {
      leftOut.push(...votes.map(({ person, label }) => toLeftOut("disputed", person, label)));
      continue;
    }
    const backers = votes.filter(({ label }) => label.right === agent);
    const others = votes.filter(({ label }) => label.right !== agent);
    verdicts.push({ agent, backers });
    leftOut.push(...others.map(({ person, label }) => toLeftOut("outvoted", person, label)));
  }
  return { verdicts, leftOut };
}

/** The agent that more than half of the votes are for. */
function majorityOf(votes: readonly Vote[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { label } of votes) counts.set(label.right, (counts.get(label.right) ?? 0) + 1);
  return [...counts].find(([, count]) => count * 2 > votes.length)?.[0];
}
