import { groupBy } from "./group-by.ts";

/** An agent's share in what is learned from. */
export interface Share {
  readonly agent: string;
  /** How much the example counts. */
  readonly weight: number;
}

/** An agent with less than this share of what the middle one has is scarce. */
const SCARCE_BELOW = 0.25;
/** A single example is not worth a thousand. */
const MOST = 10;

/**
 * The agents with far fewer examples than usual, such as one that a team has just added with a dozen, and how many
 * times more they would need so as not to drown among thousands; above 1, at most 10. Where counts are even there is none.
 */
export function findScarce(shares: readonly Share[]): ReadonlyMap<string, number> {
  const sums = [...groupBy(shares, ({ agent }) => agent)].map(
    ([agent, own]) => [agent, own.reduce((sum, { weight }) => sum + weight, 0)] as const,
  );
  const sorted = sums.map(([, sum]) => sum).sort((a, b) => a - b);
  const enough = SCARCE_BELOW * (sorted[Math.floor(sorted.length / 2)] ?? 0);
  return new Map(
    sums.filter(([, sum]) => sum < enough).map(([agent, sum]) => [agent, Math.min(MOST, enough / sum)]),
  );
}
