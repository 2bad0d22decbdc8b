import { expect, test } from "vitest";
import {
  createRandom,
  recoverAlphas,
  scoreInto,
  solveOneVsRest,
  type OneVsRest,
} from "../../src/router/linear-solver.ts";
import type { SparseVector } from "../../src/router/text-features.ts";

function vectorOf(...values: number[]): SparseVector {
  const indices = values.flatMap((value, index) => (value === 0 ? [] : [index]));
  return {
    indices: Uint32Array.from(indices),
    values: Float64Array.from(indices, (index) => values[index] ?? 0),
  };
}

/** Three groups on three axes; problem `p` owns rows `p`, `p + 3`, `p + 6`, … */
function threeGroups(rowCount: number): OneVsRest {
  const random = createRandom(7);
  const rows = Array.from({ length: rowCount }, (_, row) =>
    vectorOf(...[0, 1, 2].map((axis) => (axis === row % 3 ? 1 : 0) + 0.3 * random())),
  );
  const signedCosts = Float32Array.from({ length: rowCount * 3 }, (_, at) =>
    Math.floor(at / 3) % 3 === at % 3 ? 1 : -1,
  );
  return { rows, problemCount: 3, featureCount: 3, signedCosts };
}

function scoresOf(weights: Float32Array, row: SparseVector): number[] {
  const scores = new Float64Array(3);
  scoreInto(scores, weights, row);
  return [...scores];
}

test("rows that can be told apart end on the right side of every problem", async () => {
  const problem = threeGroups(30);

  const { weights } = await solveOneVsRest(problem, { passes: 50, seed: 1 });

  for (const [row, vector] of problem.rows.entries()) {
    const signs = scoresOf(weights, vector).map(Math.sign);
    expect(signs).toEqual([0, 1, 2].map((group) => (group === row % 3 ? 1 : -1)));
  }
});

test("the solution meets the conditions of the optimum", async () => {
  const problem = threeGroups(30);

  const { weights, alphas } = await solveOneVsRest(problem, { passes: 400, seed: 1 });

  for (const [row, vector] of problem.rows.entries()) {
    const scores = scoresOf(weights, vector);
    for (const [at, score] of scores.entries()) {
      const cost = problem.signedCosts[row * 3 + at] ?? 0;
      const alpha = alphas[row * 3 + at] ?? 0;
      // Squared hinge: alpha is twice the cost times the loss, and nothing where there is no loss.
      const loss = Math.max(0, 1 - Math.sign(cost) * score);
      expect(alpha).toBeCloseTo(2 * Math.abs(cost) * loss, 1);
    }
  }
});

test("the same seed gives the same weights to the last bit", async () => {
  const problem = threeGroups(30);

  const one = await solveOneVsRest(problem, { passes: 5, seed: 3 });
  const two = await solveOneVsRest(problem, { passes: 5, seed: 3 });

  expect(two.weights).toEqual(one.weights);
});

test("leaving rows out of a finished solution ends where a solve without them ends", async () => {
  const all = threeGroups(30);
  const leaveOut = new Set([0, 1, 2, 3, 4]);
  const rest = { ...all, rows: all.rows.slice(5), signedCosts: all.signedCosts.slice(15) };

  const full = await solveOneVsRest(all, { passes: 200, seed: 1 });
  const warm = await solveOneVsRest(all, { passes: 200, seed: 1, from: full, leaveOut });
  const cold = await solveOneVsRest(rest, { passes: 200, seed: 1 });

  for (const [at, weight] of cold.weights.entries()) expect(warm.weights[at]).toBeCloseTo(weight, 1);
  expect(warm.alphas.slice(0, 15).every((alpha) => alpha === 0)).toBe(true);
});

test("at the optimum the dual variables follow from the weights alone", async () => {
  const problem = threeGroups(30);
  const { weights, alphas } = await solveOneVsRest(problem, { passes: 400, seed: 1 });

  const recovered = recoverAlphas(weights, problem);

  for (const [at, alpha] of alphas.entries()) expect(recovered[at]).toBeCloseTo(alpha, 1);
  expect(Math.max(...recovered)).toBeGreaterThan(0.1);
});

test("a row without a cost says nothing", async () => {
  const problem = threeGroups(30);
  const signedCosts = problem.signedCosts.map((cost, at) => (at % 3 === 1 ? 0 : cost));

  const { weights } = await solveOneVsRest({ ...problem, signedCosts }, { passes: 5, seed: 1 });

  expect(weights.filter((_, at) => at % 3 === 1).every((weight) => weight === 0)).toBe(true);
});
