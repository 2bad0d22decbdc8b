import { expect, test } from "vitest";
import { fitTemperature } from "../../../src/router/heads/fit-temperature.ts";

/** Ten examples that a head gives e^score to 1 for the first class, of which `right` belong to it. */
function heldOut(score: number, right: number) {
  return {
    targetCount: 2,
    scores: Float64Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? score : 0)),
    targets: Float32Array.from({ length: 20 }, (_, at) =>
      (at >> 1) % 10 < right === (at % 2 === 0) ? 1 : 0,
    ),
    weights: new Float32Array(10).fill(1),
  };
}

test.each([
  [6, 8, 6 / Math.log(4)],
  [1, 8, 1 / Math.log(4)],
])(
  "scores of %d that are right in %i of ten cases are divided to say just that",
  (score, right, expected) => {
    expect(fitTemperature({ ...heldOut(score, right), link: "softmax" })).toBeCloseTo(expected, 1);
  },
);

test("answers that stand for themselves are calibrated alike, and unknown ones do not count", () => {
  const scores = Float64Array.from({ length: 10 }, () => 4);
  const targets = Float32Array.from({ length: 10 }, (_, at) => (at === 9 ? Number.NaN : at < 6 ? 1 : 0));
  const weights = new Float32Array(10).fill(1);

  const temperature = fitTemperature({ link: "sigmoid", targetCount: 1, scores, targets, weights });

  expect(4 / temperature).toBeCloseTo(Math.log(6 / 3), 0);
  expect(1 / (1 + Math.exp(-4 / temperature))).toBeGreaterThan(0.6);
});
