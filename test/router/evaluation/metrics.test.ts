import fc from "fast-check";
import { expect, test } from "vitest";
import {
  calibrationError,
  equalMassBins,
  equalWidthBins,
} from "../../../src/router/evaluation/calibration-bins.ts";
import { coverageAtPrecision } from "../../../src/router/evaluation/coverage-at-precision.ts";
import { rejectAtFalseRejection, scopeRanking } from "../../../src/router/evaluation/rejection-sweep.ts";
import { setScores } from "../../../src/router/evaluation/set-scores.ts";
import { percentile, share } from "../../../src/router/evaluation/statistics.ts";

const judgements = fc.array(
  fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), isRight: fc.boolean() }),
);

test("coverage reaches down to the lowest confidence at which the precision still holds", () => {
  const rights = Array.from({ length: 19 }, (_, index) => ({ confidence: 0.9 - index / 100, isRight: true }));
  const judged = [...rights, { confidence: 0.5, isRight: false }, { confidence: 0.4, isRight: false }];

  expect(coverageAtPrecision(judged, 0.95)).toEqual({ confidence: 0.5, right: 19 });
  expect(coverageAtPrecision([{ confidence: 0.9, isRight: false }], 0.95)).toEqual({
    confidence: null,
    right: 0,
  });
});

test("answers of one confidence stand or fall together", () => {
  const judged = [true, false].map((isRight) => ({ confidence: 0.8, isRight }));

  expect(coverageAtPrecision(judged, 0.95).confidence).toBeNull();
});

test("calibration error is the gap between sure and right", () => {
  const half = [true, false].map((isRight) => ({ confidence: 0.5, isRight }));
  const tooSure = [true, false].map((isRight) => ({ confidence: 1, isRight }));

  expect(calibrationError(equalWidthBins(half))).toBeCloseTo(0);
  expect(calibrationError(equalWidthBins(tooSure))).toBeCloseTo(0.5);
  expect(calibrationError(equalWidthBins([]))).toBeNull();
  expect(calibrationError(equalMassBins([]))).toBeNull();
});

test("bins of equal width split 0 to 1 in tenths, borders belong to the upper one and 1 to the last", () => {
  const bins = equalWidthBins([0, 0.1, 0.95, 1].map((confidence) => ({ confidence, isRight: true })));

  expect(bins).toHaveLength(10);
  expect(bins.map(({ count }) => count)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
  expect(bins[2]).toMatchObject({ from: 0.2, count: 0, confidence: null, accuracy: null });
  expect(bins[9]).toMatchObject({ from: 0.9, to: 1, confidence: 0.975, accuracy: 1 });
});

test("bins of equal size show a gap that bins of equal width average away", () => {
  const judged = [
    ...Array.from({ length: 50 }, () => ({ confidence: 0.91, isRight: true })),
    ...Array.from({ length: 50 }, (_, at) => ({ confidence: 0.99, isRight: at % 5 > 0 })),
  ];

  expect(calibrationError(equalWidthBins(judged))).toBeCloseTo(0.05);
  expect(calibrationError(equalMassBins(judged))).toBeCloseTo(0.14);
});

test("bins of equal size hold every answer once, and equal confidences together", () => {
  fc.assert(
    fc.property(judgements, (judged) => {
      const bins = equalMassBins(judged);

      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(judged.length);
      expect(bins.length).toBeLessThanOrEqual(10);
      for (const [at, bin] of bins.entries()) {
        expect(bin.to).toBeLessThan(bins[at + 1]?.from ?? Infinity);
      }
    }),
  );
});

test("a calibration error lies between 0 and 1, whatever the answers", () => {
  fc.assert(
    fc.property(judgements, (judged) => {
      for (const bins of [equalWidthBins(judged), equalMassBins(judged)]) {
        const error = calibrationError(bins) ?? 0;
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1 + 1e-9);
      }
    }),
  );
});

function scopes(work: readonly number[], others: readonly number[]) {
  return [
    ...work.map((workProbability) => ({ workProbability, isWork: true })),
    ...others.map((workProbability) => ({ workProbability, isWork: false })),
  ];
}

test("the rejection threshold rises as far as the lost work allows", () => {
  const work = Array.from({ length: 100 }, (_, at) => (at + 1) / 100);

  expect(rejectAtFalseRejection(scopes(work, [0.005, 0.039, 0.04, 0.5]), 0.03)).toEqual({
    threshold: 0.04,
    recall: 0.5,
    falseRejection: 0.03,
  });
});

test("the threshold stays under tied work that would cost too much", () => {
  const work = [...Array.from({ length: 10 }, () => 0.2), ...Array.from({ length: 90 }, () => 0.9)];

  expect(rejectAtFalseRejection(scopes(work, [0.1, 0.3]), 0.03)).toEqual({
    threshold: 0.2,
    recall: 0.5,
    falseRejection: 0,
  });
});

test("a sweep needs work and something else", () => {
  expect(rejectAtFalseRejection(scopes([0.5], []), 0.03)).toBeNull();
  expect(rejectAtFalseRejection(scopes([], [0.5]), 0.03)).toBeNull();
  expect(scopeRanking(scopes([0.5], []))).toBeNull();
});

test("ranking is 1 when all work is likelier, 0.5 when nothing tells them apart", () => {
  expect(scopeRanking(scopes([0.8, 0.9], [0.1, 0.7]))).toBe(1);
  expect(scopeRanking(scopes([0.5], [0.5]))).toBe(0.5);
  expect(scopeRanking(scopes([0.5, 0.9], [0.7]))).toBe(0.5);
});

test("percentiles are by nearest rank, sets may be empty", () => {
  expect([percentile([3, 1, 2], 0.5), percentile([1, 2, 3, 4], 0.95), percentile([], 0.5)]).toEqual([
    2, 4, 0,
  ]);
  expect(setScores(new Set(), new Set())).toEqual({ f1: 1, jaccard: 1 });
  expect(share([], () => true)).toBeNull();
});
