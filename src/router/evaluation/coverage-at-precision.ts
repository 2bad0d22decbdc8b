/** An answer with how sure the router was of it, 0 to 1. */
export interface Judged {
  readonly confidence: number;
  readonly isRight: boolean;
}

/**
 * The lowest confidence from which on answers are right at least as often as `precision` says, and how many right
 * answers lie above it. Answers of equal confidence stand or fall together. Null confidence: there is no such one.
 */
export function coverageAtPrecision(
  judged: readonly Judged[],
  precision: number,
): { readonly confidence: number | null; readonly right: number } {
  const sorted = [...judged].sort((a, b) => b.confidence - a.confidence);
  let best: { confidence: number | null; right: number } = { confidence: null, right: 0 };
  let right = 0;
  for (const [index, { confidence, isRight }] of sorted.entries()) {
    if (isRight) right += 1;
    const isTied = sorted[index + 1]?.confidence === confidence;
    if (!isTied && right > 0 && right / (index + 1) >= precision) best = { confidence, right };
  }
  return best;
}
