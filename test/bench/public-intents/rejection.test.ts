import { expect, test } from "vitest";
import {
  mostAccurateThreshold,
  ranking,
  rejectBelow,
  thresholdAtFalseRejection,
  type ScopedText,
} from "../../../bench/public-intents/rejection.ts";

const inScope = (score: number, isRight = true): ScopedText => ({ score, isInScope: true, isRight });
const outOfScope = (score: number): ScopedText => ({ score, isInScope: false, isRight: false });

const TEXTS = [
  inScope(0.9),
  inScope(0.8),
  inScope(0.7, false),
  inScope(0.4),
  outOfScope(0.5),
  outOfScope(0.3),
];

test("what scores lower than the threshold is rejected, whoever it is", () => {
  expect(rejectBelow(TEXTS, 0.6)).toEqual({
    threshold: 0.6,
    inScopeAccuracy: 2 / 4,
    outOfScopeRecall: 1,
    falseRejection: 1 / 4,
    accuracy: 4 / 6,
  });
});

test("the threshold of most right answers lies between what it keeps and what it rejects", () => {
  expect(mostAccurateThreshold(TEXTS)).toBeCloseTo(0.35);
});

test("nothing is rejected when all texts are in scope", () => {
  expect(mostAccurateThreshold([inScope(0.2), inScope(0.9)])).toBe(-Infinity);
});

test("texts with the same score are kept or rejected together", () => {
  const tied = [inScope(0.5), inScope(0.5), outOfScope(0.5), inScope(0.9)];

  const threshold = mostAccurateThreshold(tied);

  expect(rejectBelow(tied, threshold).falseRejection).toBe(0);
});

test("a threshold for a share of false rejections rejects no more than that share", () => {
  const texts = Array.from({ length: 100 }, (_, at) => inScope(at / 100));

  const threshold = thresholdAtFalseRejection(texts, 0.03);

  expect(rejectBelow([...texts, outOfScope(0)], threshold).falseRejection).toBeCloseTo(0.03);
  expect(threshold).toBeCloseTo(0.03);
});

test("ranking is 1 when every text in scope scores higher and a half when nothing tells them apart", () => {
  expect(ranking([inScope(0.9), inScope(0.8), outOfScope(0.1)])).toBe(1);
  expect(ranking([inScope(0.5), outOfScope(0.5)])).toBe(0.5);
});
