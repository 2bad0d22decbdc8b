import { setImmediate } from "node:timers/promises";
import type { SparseVector } from "./text-features.ts";

/** Several binary problems over the same rows, solved together: problem `p` asks "does row `r` belong to `p`?". */
export interface OneVsRest {
  readonly rows: readonly SparseVector[];
  readonly problemCount: number;
  readonly featureCount: number;
  /**
   * What an error costs, at `row * problemCount + problem`; its sign says whether the row belongs to the problem. 0: the
   * row says nothing there.
   */
  readonly signedCosts: Float32Array;
}

/** Weights of all problems, at `feature * problemCount + problem`; the last feature is the constant 1. */
export interface LinearWeights {
  readonly weights: Float32Array;
  /** The dual variables behind the weights, laid out like `signedCosts`: what a later solve can start from. */
  readonly alphas: Float32Array;
}

export interface SolveOptions {
  readonly passes: number;
  readonly seed: number;
  /** Start from this solution instead of from zero. */
  readonly from?: LinearWeights;
  /** Rows that are left out; their part in `from` is taken away first. */
  readonly leaveOut?: ReadonlySet<number>;
}

/**
 * L2-regularised squared-hinge classifiers by dual coordinate descent (Hsieh et al., "A dual coordinate descent
 * method for large-scale linear SVM", ICML 2008). All problems advance together because a row's features are
 * then read once for all of them. Deterministic: rows are visited in an order drawn from the seed. Lets other work
 * of the process run after each pass.
 */
export async function solveOneVsRest(problem: OneVsRest, options: SolveOptions): Promise<LinearWeights> {
  const { rows, problemCount } = problem;
  const state = startState(problem, options);
  const random = createRandom(options.seed);
  const order = Uint32Array.from([...rows.keys()].filter((row) => options.leaveOut?.has(row) !== true));
  const squares = Float64Array.from(rows, squaredLength);
  const scores = new Float64Array(problemCount);
  const moves: Moves = {
    problems: new Uint32Array(problemCount),
    steps: new Float64Array(problemCount),
    count: 0,
  };

  for (let pass = 0; pass < options.passes; pass += 1) {
    shuffle(order, random);
    for (const row of order) {
      const vector = rows[row];
      if (vector === undefined) continue;
      scoreInto(scores, state.weights, vector);
      findMoves(moves, {
        scores,
        state,
        problem,
        first: row * problemCount,
        square: (squares[row] ?? 0) + 1,
      });
      addMoves(state.weights, problemCount, vector, moves);
    }
    await setImmediate();
  }
  return state;
}

function startState(problem: OneVsRest, { from, leaveOut }: SolveOptions): LinearWeights {
  const { rows, problemCount, featureCount, signedCosts } = problem;
  if (from === undefined) {
    return {
      weights: new Float32Array((featureCount + 1) * problemCount),
      alphas: new Float32Array(rows.length * problemCount),
    };
  }
  const state = { weights: from.weights.slice(), alphas: from.alphas.slice() };
  const moves: Moves = {
    problems: new Uint32Array(problemCount),
    steps: new Float64Array(problemCount),
    count: 0,
  };
  for (const row of leaveOut ?? []) {
    const vector = rows[row];
    if (vector === undefined) continue;
    moves.count = 0;
    for (let at = 0; at < problemCount; at += 1) {
      const place = row * problemCount + at;
      const alpha = state.alphas[place] ?? 0;
      if (alpha === 0) continue;
      addMove(moves, at, -alpha * Math.sign(signedCosts[place] ?? 0));
      state.alphas[place] = 0;
    }
    addMoves(state.weights, problemCount, vector, moves);
  }
  return state;
}

/** The problems that move along one row and by how much; the first `count` entries hold. */
interface Moves {
  readonly problems: Uint32Array;
  readonly steps: Float64Array;
  count: number;
}

function addMove(moves: Moves, problem: number, step: number): void {
  moves.problems[moves.count] = problem;
  moves.steps[moves.count] = step;
  moves.count += 1;
}

interface RowScores {
  readonly scores: Float64Array;
  readonly state: LinearWeights;
  readonly problem: OneVsRest;
  readonly first: number;
  /** Squared length of the row, the constant feature included. */
  readonly square: number;
}

/** A change of a dual variable below this is not worth touching the weights for. */
const SMALLEST_STEP = 1e-3;

/** Takes one descent step in every problem along one row and notes those that moved. */
function findMoves(moves: Moves, { scores, state, problem, first, square }: RowScores): void {
  moves.count = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const signedCost = problem.signedCosts[first + at] ?? 0;
    if (signedCost === 0) continue;
    const sign = signedCost > 0 ? 1 : -1;
    const ridge = 0.5 / (signedCost * sign);
    const alpha = state.alphas[first + at] ?? 0;
    const gradient = sign * (scores[at] ?? 0) - 1 + alpha * ridge;
    const next = Math.fround(Math.max(alpha - gradient / (square + ridge), 0));
    if (Math.abs(next - alpha) < SMALLEST_STEP) continue;
    state.alphas[first + at] = next;
    addMove(moves, at, (next - alpha) * sign);
  }
}

/**
 * The dual variables of rows that weights were fitted with, laid out like `signedCosts`. At the optimum each follows
 * from its row's score, so that nobody need have kept it.
 */
export function recoverAlphas(
  weights: Float32Array,
  { rows, problemCount, signedCosts }: OneVsRest,
): Float32Array {
  const alphas = new Float32Array(signedCosts.length);
  const scores = new Float64Array(problemCount);
  for (const [row, vector] of rows.entries()) {
    scoreInto(scores, weights, vector);
    for (const [at, score] of scores.entries()) {
      const place = row * problemCount + at;
      const cost = signedCosts[place] ?? 0;
      alphas[place] = 2 * Math.abs(cost) * Math.max(0, 1 - Math.sign(cost) * score);
    }
  }
  return alphas;
}

/** Writes the score of every problem for one row into `scores`. */
export function scoreInto(
  scores: Float64Array,
  weights: Float32Array,
  { indices, values }: SparseVector,
): void {
  const count = scores.length;
  const constant = weights.length - count;
  for (let at = 0; at < count; at += 1) scores[at] = weights[constant + at] ?? 0;
  for (let place = 0; place < indices.length; place += 1) {
    const value = values[place] ?? 0;
    const first = (indices[place] ?? 0) * count;
    for (let at = 0; at < count; at += 1) scores[at] = (scores[at] ?? 0) + value * (weights[first + at] ?? 0);
  }
}

function addMoves(weights: Float32Array, problemCount: number, vector: SparseVector, moves: Moves): void {
  const constant = weights.length - problemCount;
  addAt(weights, constant, 1, moves);
  for (let place = 0; place < vector.indices.length; place += 1) {
    addAt(weights, (vector.indices[place] ?? 0) * problemCount, vector.values[place] ?? 0, moves);
  }
}

function addAt(weights: Float32Array, first: number, value: number, { problems, steps, count }: Moves): void {
  for (let at = 0; at < count; at += 1) {
    const place = first + (problems[at] ?? 0);
    weights[place] = (weights[place] ?? 0) + value * (steps[at] ?? 0);
  }
}

function squaredLength(vector: SparseVector): number {
  let sum = 0;
  for (const value of vector.values) sum += value * value;
  return sum;
}

function shuffle(order: Uint32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
}

/** Small deterministic generator (mulberry32): the same seed gives the same fit on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
