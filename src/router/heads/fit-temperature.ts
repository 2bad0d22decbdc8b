import type { Link } from "./fit-linear-head.ts";

/** Scores of examples by a head that has not seen them. */
export interface HeldOut {
  readonly link: Link;
  readonly targetCount: number;
  /** By example, then target. */
  readonly scores: Float64Array;
  /** By example, then target; NaN: unknown. */
  readonly targets: Float32Array;
  /** By example. */
  readonly weights: Float32Array;
}

const LOWEST = 0.1;
const HIGHEST = 5;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The divisor of scores under which the right answers are likeliest; golden-section search, the loss has one valley. */
export function fitTemperature(heldOut: HeldOut): number {
  let low = Math.log(LOWEST);
  let high = Math.log(HIGHEST);
  while (high - low > 0.01) {
    const left = high - (high - low) * GOLDEN;
    const right = low + (high - low) * GOLDEN;
    if (lossAt(heldOut, Math.exp(left)) < lossAt(heldOut, Math.exp(right))) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

function lossAt({ link, targetCount, scores, targets, weights }: HeldOut, temperature: number): number {
  let loss = 0;
  for (const [row, weight] of weights.entries()) {
    const from = row * targetCount;
    const scaled = scores.subarray(from, from + targetCount).map((score) => score / temperature);
    const highest = Math.max(...scaled);
    const normaliser =
      link === "softmax"
        ? highest + Math.log(scaled.reduce((sum, score) => sum + Math.exp(score - highest), 0))
        : 0;
    for (const [at, score] of scaled.entries()) {
      const target = targets[from + at] ?? Number.NaN;
      if (Number.isNaN(target)) continue;
      loss +=
        link === "softmax"
          ? weight * target * (normaliser - score)
          : weight * (Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - target * score);
    }
  }
  return loss;
}
