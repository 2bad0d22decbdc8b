import { expect, test } from "vitest";
import { createRandom } from "../../src/router/linear-solver.ts";
import { fitSoftmax, logitsOf, softmax } from "../../src/router/softmax-regression.ts";

test("probabilities come out as often as the classes do", () => {
  const random = createRandom(5);
  const samples = Array.from({ length: 2_000 }, () => {
    const input = random() * 4 - 2;
    return { inputs: [input], truth: random() < 1 / (1 + Math.exp(-2 * input)) ? 1 : 0 };
  });

  const model = fitSoftmax(samples, 2);

  for (const input of [-1, 0, 1]) {
    const [, probability = 0] = softmax(logitsOf(model, [input]));
    expect(Math.abs(probability - 1 / (1 + Math.exp(-2 * input)))).toBeLessThan(0.06);
  }
});

test("an input that never varies does no harm", () => {
  const model = fitSoftmax(
    [0, 1, 0, 1].map((truth) => ({ inputs: [3, truth], truth })),
    2,
  );

  expect(softmax(logitsOf(model, [3, 1]))[1]).toBeGreaterThan(0.5);
});

test("softmax adds up to one, keeps the order, and excludes what is impossible", () => {
  expect(softmax([1, 1])).toEqual([0.5, 0.5]);
  expect(softmax([1_000, -Infinity])).toEqual([1, 0]);
  expect(softmax([-Infinity, -Infinity])).toEqual([0, 0]);
});
