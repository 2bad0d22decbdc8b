import { expect, test } from "vitest";
import type { FitHead } from "../../../bench/public-intents/intent-head.ts";
import { measureHead, type EmbeddedText } from "../../../bench/public-intents/measure-intents.ts";
import { measureRejection } from "../../../bench/public-intents/measure-rejection.ts";

function toText(label: string, x: number, y: number): EmbeddedText {
  const length = Math.hypot(x, y);
  return { text: `${label} ${x} ${y}`, label, vector: Float32Array.of(x / length, y / length) };
}

/** Softmax of the cosine to the mean of each class: enough of a classifier for two directions. */
const fitMeans: FitHead = async ({ vectors, classes, classCount }) => {
  const means = Array.from({ length: classCount }, (_, index) =>
    vectors
      .filter((_, at) => classes[at] === index)
      .reduce<number[]>(([x = 0, y = 0], [left = 0, right = 0]) => [x + left, y + right], [0, 0]),
  );
  return {
    probabilities([x = 0, y = 0]) {
      const powers = means.map(([left = 0, right = 0]) =>
        Math.exp((10 * (x * left + y * right)) / Math.hypot(left, right)),
      );
      const total = powers.reduce((sum, power) => sum + power, 0);
      return powers.map((power) => power / total);
    },
  };
};

const SPLIT = {
  inScope: [toText("a", 1, 0), toText("a", 1, 0.1), toText("b", 0, 1), toText("b", 0.1, 1)],
  outOfScope: [toText("oos", -1, -1), toText("oos", 1, 1)],
};

test("the nearest training text tells both directions apart from what lies elsewhere", async () => {
  const measured = await measureHead(
    { train: SPLIT.inScope, test: SPLIT.inScope },
    [[SPLIT.inScope, SPLIT.inScope]],
    { fit: fitMeans, costs: [1] },
  );

  const { methods } = await measureRejection(measured, { train: SPLIT, valid: SPLIT, test: SPLIT }, fitMeans);

  const nearest = methods.find(({ name }) => name.startsWith("nearest"));
  expect(nearest?.ranking).toBe(1);
  expect(nearest?.mostAccurate).toMatchObject({ accuracy: 1, outOfScopeRecall: 1, falseRejection: 0 });
  expect(methods).toHaveLength(3);
});

test("the way that ranks the validation texts best comes first", async () => {
  const measured = await measureHead(
    { train: SPLIT.inScope, test: SPLIT.inScope },
    [[SPLIT.inScope, SPLIT.inScope]],
    { fit: fitMeans, costs: [1] },
  );

  const { methods } = await measureRejection(measured, { train: SPLIT, valid: SPLIT, test: SPLIT }, fitMeans);

  const rankings = methods.map(({ validRanking }) => validRanking);
  expect(rankings).toEqual(rankings.toSorted((a, b) => b - a));
});
