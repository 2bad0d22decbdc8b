import { setImmediate } from "node:timers/promises";
import { cholesky, solveCholesky } from "./cholesky.ts";
import { addGradient, scoreRows, type DenseRows } from "./dense-kernels.ts";
import { minimise, type Evaluated } from "./minimise.ts";

/** How scores become answers: one of several, each for itself, or the score itself. */
export type Link = "softmax" | "sigmoid" | "identity";

export interface LinearHeadProblem {
  /** The last number of each row is 1 and carries the bias. */
  readonly rows: DenseRows;
  readonly link: Link;
  /** `row * targetCount + target`: a share of 1 for softmax, 0 to 1 for sigmoid, any number for identity; NaN: unknown. */
  readonly targets: Float32Array;
  readonly targetCount: number;
  /** How much each row counts. */
  readonly weights: Float32Array;
  /** Squared weights times this are added to the mean loss. */
  readonly ridge: number;
  /** Weights near the best ones, where some are known: saves most steps. Absent: begins with nothing known. */
  readonly start?: Float64Array;
  /** Added to the gradient everywhere: what is known of rows that are not among these. Absent: nothing. */
  readonly pull?: Float64Array;
}

export interface Precision {
  readonly tolerance: number;
  readonly toleranceOf: "value" | "progress";
}

const MAX_STEPS = 40;
const USUAL: Precision = { tolerance: 1e-3, toleranceOf: "value" };
const ROWS_BETWEEN_BREATHS = 512;
/** Enough to see in which directions the rows spread. */
const SPREAD_ROWS = 800;

/**
 * Weights `target * width + feature` of an L2-regularised linear model: multinomial or binary logistic regression,
 * or ridge regression. Bias weights are free. Deterministic; lets other work of the process run in between.
 */
export async function fitLinearHead(
  problem: LinearHeadProblem,
  precision: Partial<Precision> = {},
): Promise<Float64Array> {
  const { rows, targetCount } = problem;
  const shares = sharesOf(problem);
  const slopes = shares.map((share) => slopeAt(problem.link, share));
  const slope = slopes.reduce((sum, each) => sum + each, 0) / targetCount;
  const lower = await factoriseSpread(problem, slope);
  const precondition = (gradient: Float64Array): void => {
    for (const [target, own] of slopes.entries()) {
      const first = target * rows.width;
      solveCholesky(lower, rows.width, gradient, first);
      for (let at = first; at < first + rows.width; at += 1)
        gradient[at] = (gradient[at] ?? 0) * (slope / own);
    }
  };
  const total = totalOf(problem);
  return minimise({
    ...USUAL,
    ...precision,
    evaluate: (weights) => evaluate(problem, weights, total),
    precondition,
    start: problem.start ?? startAt(problem, shares),
    maxSteps: MAX_STEPS,
  });
}

/** The weight of all rows together. */
export function totalOf({ weights }: Pick<LinearHeadProblem, "weights">): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** The loss with its gradient: the weighted sum over the rows divided by `total`, plus the ridge. */
export async function evaluate(
  problem: LinearHeadProblem,
  weights: Float64Array,
  total: number,
): Promise<Evaluated> {
  const { rows, targetCount, ridge } = problem;
  const gradient = new Float64Array(weights.length);
  const scores = new Float64Array(ROWS_BETWEEN_BREATHS * targetCount);
  let value = 0;
  for (let from = 0; from < rows.count; from += ROWS_BETWEEN_BREATHS) {
    const to = Math.min(rows.count, from + ROWS_BETWEEN_BREATHS);
    scoreRows(rows, weights, scores, { from, to });
    for (let row = from; row < to; row += 1) {
      const place = (row - from) * targetCount;
      const share = (problem.weights[row] ?? 0) / total;
      value += share * toErrors(problem, row, scores.subarray(place, place + targetCount), share);
    }
    addGradient(rows, scores, gradient, { from, to });
    await setImmediate();
  }
  for (let at = 0; at < weights.length; at += 1) {
    if (at % rows.width === rows.width - 1) continue;
    const weight = weights[at] ?? 0;
    value += ridge * weight * weight;
    gradient[at] = (gradient[at] ?? 0) + 2 * ridge * weight;
  }
  for (const [at, slope] of (problem.pull ?? []).entries()) {
    value += slope * (weights[at] ?? 0);
    gradient[at] = (gradient[at] ?? 0) + slope;
  }
  return { value, gradient };
}

/** Turns one row's scores into errors times `share`, in place, and returns its loss. */
// oxlint-disable-next-line max-params -- called for each row of each step
function toErrors(problem: LinearHeadProblem, row: number, scores: Float64Array, share: number): number {
  const { link, targets, targetCount } = problem;
  const first = row * targetCount;
  let loss = 0;
  const normaliser = link === "softmax" ? logSumExp(scores) : 0;
  for (let at = 0; at < targetCount; at += 1) {
    const target = targets[first + at] ?? Number.NaN;
    const score = scores[at] ?? 0;
    if (Number.isNaN(target)) {
      scores[at] = 0;
      continue;
    }
    if (link === "softmax") {
      loss += target * (normaliser - score);
      scores[at] = share * (Math.exp(score - normaliser) - target);
    } else if (link === "sigmoid") {
      // log(1 + e^score) without overflow.
      loss += Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - target * score;
      scores[at] = share * (1 / (1 + Math.exp(-score)) - target);
    } else {
      loss += (score - target) ** 2 / 2;
      scores[at] = share * (score - target);
    }
  }
  return loss;
}

function logSumExp(scores: Float64Array): number {
  let highest = -Infinity;
  for (const score of scores) highest = Math.max(highest, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - highest);
  return highest + Math.log(sum);
}

/** The Cholesky factor of a curvature that all targets share: spread of the rows times a typical slope, plus ridge. */
async function factoriseSpread({ rows, ridge }: LinearHeadProblem, slope: number): Promise<Float64Array> {
  const { width, values } = rows;
  const spread = new Float64Array(width * width);
  const every = Math.max(1, Math.ceil(rows.count / SPREAD_ROWS));
  const sampled = Math.max(1, Math.ceil(rows.count / every));
  for (let row = 0; row < rows.count; row += every) {
    for (let a = 0; a < width; a += 1) {
      const value = ((values[row * width + a] ?? 0) * slope) / sampled;
      if (value === 0) continue;
      for (let b = 0; b <= a; b += 1) {
        spread[a * width + b] = (spread[a * width + b] ?? 0) + value * (values[row * width + b] ?? 0);
      }
    }
    if (row % (64 * every) === 0) await setImmediate();
  }
  for (let at = 0; at < width; at += 1) {
    const place = at * width + at;
    spread[place] = (spread[place] ?? 0) + 2 * ridge + 1e-9;
  }
  return cholesky(spread, width);
}

/** The mean of each target over the rows that know it. */
function sharesOf({ targetCount, targets, weights }: LinearHeadProblem): Float64Array {
  const sums = new Float64Array(targetCount);
  const totals = new Float64Array(targetCount);
  for (const [row, weight] of weights.entries()) {
    for (let at = 0; at < targetCount; at += 1) {
      const target = targets[row * targetCount + at] ?? Number.NaN;
      if (Number.isNaN(target)) continue;
      sums[at] = (sums[at] ?? 0) + weight * target;
      totals[at] = (totals[at] ?? 0) + weight;
    }
  }
  return sums.map((sum, at) => (totals[at] === 0 ? 0 : sum / (totals[at] ?? 1)));
}

const SMALLEST_SHARE = 1e-3;

/** How steeply the answer changes with the score where all rows get the mean; never 0. */
function slopeAt(link: Link, share: number): number {
  if (link === "identity") return 1;
  const held = Math.min(1 - SMALLEST_SHARE, Math.max(SMALLEST_SHARE, share));
  return held * (1 - held);
}

/** Every row gets the mean: the bias is free, so that is the best to be had without looking at the rows. */
function startAt({ link, rows, targetCount }: LinearHeadProblem, shares: Float64Array): Float64Array {
  const start = new Float64Array(targetCount * rows.width);
  for (const [target, share] of shares.entries()) {
    const held = Math.min(1 - SMALLEST_SHARE, Math.max(SMALLEST_SHARE, share));
    const biases = { identity: share, softmax: Math.log(held), sigmoid: Math.log(held / (1 - held)) };
    start[(target + 1) * rows.width - 1] = biases[link];
  }
  return start;
}
