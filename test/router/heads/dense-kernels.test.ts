import { expect, test } from "vitest";
import { addGradient, scoreRows } from "../../../src/router/heads/dense-kernels.ts";
import { createRandom } from "../../../src/router/linear-solver.ts";

const random = createRandom(3);
const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random() - 0.5);

test.each([
  [1, 1],
  [2, 4],
  [5, 3],
  [7, 6],
  [9, 9],
])("%i rows and %i functions score as if one by one", (count, targets) => {
  const width = 5;
  const rows = { values: numbers(count * width), count, width };
  const weights = numbers(targets * width);
  const out = new Float64Array(count * targets + 1);

  scoreRows(rows, weights, out, { from: 0, to: count });

  for (let row = 0; row < count; row += 1) {
    for (let target = 0; target < targets; target += 1) {
      let sum = 0;
      for (let at = 0; at < width; at += 1)
        sum += rows.values[row * width + at]! * weights[target * width + at]!;
      expect(out[row * targets + target]).toBeCloseTo(sum, 12);
    }
  }
  expect(out.at(-1)).toBe(0);
});

test.each([1, 3, 4, 6])("the gradient of %i rows is the sum of each row's share", (count) => {
  const [width, targets] = [3, 2];
  const rows = { values: numbers((count + 2) * width), count: count + 2, width };
  const errors = numbers(count * targets);
  const gradient = new Float64Array(targets * width).fill(1);

  addGradient(rows, errors, gradient, { from: 1, to: count + 1 });

  for (let target = 0; target < targets; target += 1) {
    for (let at = 0; at < width; at += 1) {
      let sum = 1;
      for (let row = 0; row < count; row += 1)
        sum += errors[row * targets + target]! * rows.values[(row + 1) * width + at]!;
      expect(gradient[target * width + at]).toBeCloseTo(sum, 12);
    }
  }
});
