import type { Judged } from "./coverage-at-precision.ts";
import { mean } from "./statistics.ts";

/** Answers of about the same confidence. All numbers but the count in 0..1. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean confidence; null of an empty bin. */
  readonly confidence: number | null;
  /** Share of right answers; null of an empty bin. */
  readonly accuracy: number | null;
}

export const CALIBRATION_BINS = 10;

/** Bins of equal width over 0..1; a confidence on a border belongs to the upper bin, 1 to the last. */
export function equalWidthBins(judged: readonly Judged[], bins: number = CALIBRATION_BINS): CalibrationBin[] {
  const binOf = ({ confidence }: Judged): number => Math.min(bins - 1, Math.floor(confidence * bins));
  return Array.from({ length: bins }, (_, at) =>
    toBin(
      judged.filter((answer) => binOf(answer) === at),
      { from: at / bins, to: (at + 1) / bins },
    ),
  );
}

/**
 * Bins that hold about the same number of answers each, by rising confidence: finer where most answers are. Equal
 * confidences stay together, so that the order of the items cannot matter; there may be fewer bins therefore.
 */
export function equalMassBins(judged: readonly Judged[], bins: number = CALIBRATION_BINS): CalibrationBin[] {
  const sorted = [...judged].sort((a, b) => a.confidence - b.confidence);
  const made: CalibrationBin[] = [];
  let start = 0;
  for (let bin = 1; bin <= bins; bin += 1) {
    let end = Math.max(start, Math.round((sorted.length * bin) / bins));
    while (end > start && end < sorted.length && sorted[end]?.confidence === sorted[end - 1]?.confidence) {
      end += 1;
    }
    const inside = sorted.slice(start, end);
    const [first, last] = [inside[0], inside.at(-1)];
    if (first === undefined || last === undefined) continue;
    made.push(toBin(inside, { from: first.confidence, to: last.confidence }));
    start = end;
  }
  return made;
}

/** Expected calibration error: the gap between how sure and how right, weighted by the bins' sizes; null of nothing. */
export function calibrationError(bins: readonly CalibrationBin[]): number | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  return bins.reduce((sum, bin) => sum + gapOf(bin) * bin.count, 0) / total;
}

function gapOf({ confidence, accuracy }: CalibrationBin): number {
  return Math.abs((confidence ?? 0) - (accuracy ?? 0));
}

function toBin(
  inside: readonly Judged[],
  range: { readonly from: number; readonly to: number },
): CalibrationBin {
  return {
    ...range,
    count: inside.length,
    confidence: mean(inside.map(({ confidence }) => confidence)),
    accuracy: mean(inside.map(({ isRight }) => (isRight ? 1 : 0))),
  };
}
