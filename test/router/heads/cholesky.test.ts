import { expect, test } from "vitest";
import { cholesky, solveCholesky } from "../../../src/router/heads/cholesky.ts";

test("solves a system of equations, wherever its right side lies", () => {
  const matrix = Float64Array.of(4, 2, 0.6, 2, 5, 1, 0.6, 1, 3);
  const solution = [1, -2, 0.5];
  const right = [0, 1, 2].map((row) =>
    [0, 1, 2].reduce((sum, at) => sum + matrix[row * 3 + at]! * solution[at]!, 0),
  );
  const values = Float64Array.of(9, ...right);

  solveCholesky(cholesky(matrix, 3), 3, values, 1);

  expect(values[0]).toBe(9);
  for (const [at, value] of solution.entries()) expect(values[at + 1]).toBeCloseTo(value, 10);
});

test("a direction without any spread stays finite", () => {
  const values = Float64Array.of(1, 1);

  solveCholesky(cholesky(Float64Array.of(1, 0, 0, 0), 2), 2, values);

  expect(values.every(Number.isFinite)).toBe(true);
});
