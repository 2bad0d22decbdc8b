import type { AcceptanceRules } from "./learning-rules.ts";

/** Two routers on the same items: what only one of them got right. */
export interface PairedComparison {
  readonly items: number;
  /** Right before, wrong now. */
  readonly lost: number;
  /** Wrong before, right now. */
  readonly gained: number;
  /** Probability of losing at least so many of the items that changed, if a change were as likely to help as to harm. */
  readonly chance: number;
}

/** Compares item by item; both lists are of the same items in the same order. */
export function comparePairs(before: readonly boolean[], after: readonly boolean[]): PairedComparison {
  const lost = before.filter((was, at) => was && after[at] === false).length;
  const gained = before.filter((was, at) => !was && after[at] === true).length;
  return { items: before.length, lost, gained, chance: upperTail(lost, lost + gained) };
}

/** Whether the change is worse than chance explains, or than the rules put up with (McNemar's test, exact, one-sided). */
export function isWorse({ items, lost, gained, chance }: PairedComparison, rules: AcceptanceRules): boolean {
  if (lost <= gained) return false;
  return chance < rules.alpha || (lost - gained) / items > rules.maxLoss;
}

/** Probability of at least `least` heads in `tosses` tosses of a fair coin. */
function upperTail(least: number, tosses: number): number {
  let sum = 0;
  for (let heads = least; heads <= tosses; heads += 1) sum += Math.exp(logProbability(heads, tosses));
  return Math.min(1, sum);
}

/** In logarithms, since the binomial coefficients of a thousand items are beyond what a number can hold. */
function logProbability(heads: number, tosses: number): number {
  let log = -tosses * Math.LN2;
  for (let step = 1; step <= heads; step += 1) log += Math.log((tosses - heads + step) / step);
  return log;
}
