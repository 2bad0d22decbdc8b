/** An answer with how sure the router was of it. */
export interface Judged {
  readonly confidence: number;
  readonly isRight: boolean;
}

/** The average; null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Nearest-rank percentile, `rank` in 0..1; 0 of nothing. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * rank) - 1))] ?? 0;
}

/** Two empty sets agree fully. */
export function setScores(
  got: ReadonlySet<string>,
  expected: ReadonlySet<string>,
): { readonly f1: number; readonly jaccard: number } {
  const shared = [...got].filter((entry) => expected.has(entry)).length;
  const union = got.size + expected.size - shared;
  if (union === 0) return { f1: 1, jaccard: 1 };
  return { f1: (2 * shared) / (got.size + expected.size), jaccard: shared / union };
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

const BINS = 10;

/** Mean gap between how sure and how right, over ten bins of confidence weighted by size; null of nothing. */
export function expectedCalibrationError(judged: readonly Judged[]): number | null {
  if (judged.length === 0) return null;
  const bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (const { confidence, isRight } of judged) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.confidence += confidence;
    bin.right += isRight ? 1 : 0;
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / judged.length;
}
