import { expect, test } from "vitest";
import type { FitHead } from "../../../bench/public-intents/intent-head.ts";
import {
  foldChoices,
  measureHead,
  type EmbeddedText,
} from "../../../bench/public-intents/measure-intents.ts";

function toText(label: string, ...vector: number[]): EmbeddedText {
  return { text: `${label} ${vector.join(" ")}`, label, vector: Float32Array.from(vector) };
}

/** Knows the texts it was fitted on by their first number; at a cost below 1 it answers the first class always. */
const fitByNumber: FitHead = async ({ vectors, classes, classCount }, cost) => ({
  probabilities(vector) {
    const at = vectors.findIndex(([first]) => first === vector[0]);
    const guess = cost < 1 || at < 0 ? 0 : (classes[at] ?? 0);
    return Array.from({ length: classCount }, (_, index) => (index === guess ? 1 : 0));
  },
});

const TRAIN = [toText("a", 1), toText("a", 2), toText("b", 3), toText("b", 4)];

test("takes the cost that is best on the texts to choose by, and counts on the test texts", async () => {
  const test = [toText("a", 1), toText("b", 3), toText("b", 99), toText("b", 4)];

  const { result } = await measureHead({ train: TRAIN, test }, [[TRAIN, TRAIN]], {
    fit: fitByNumber,
    costs: [0.1, 1],
  });

  expect(result.cost).toBe(1);
  expect(result.tried).toEqual([
    { cost: 0.1, accuracy: 0.5 },
    { cost: 1, accuracy: 1 },
  ]);
  expect(result.accuracy).toBe(0.75);
  expect(result.testTexts).toBe(4);
});

test("of equally good costs the lowest is taken, and costs that bring nothing more are not tried", async () => {
  const { result } = await measureHead({ train: TRAIN, test: TRAIN }, [[TRAIN, TRAIN]], {
    fit: fitByNumber,
    costs: [1, 3, 10, 30, 100],
  });

  expect(result.cost).toBe(1);
  expect(result.tried.map(({ cost }) => cost)).toEqual([1, 3, 10, 30]);
});

test("a label that only the test texts have is always wrong", async () => {
  const { result } = await measureHead({ train: TRAIN, test: [toText("z", 1)] }, [[TRAIN, TRAIN]], {
    fit: fitByNumber,
    costs: [1],
  });

  expect(result.accuracy).toBe(0);
});

test("each fold is judged once by the others", () => {
  const choices = foldChoices(TRAIN, 2);

  expect(choices.map(([fit, judge]) => [fit.length, judge.map(({ vector }) => vector[0])])).toEqual([
    [2, [1, 3]],
    [2, [2, 4]],
  ]);
});
