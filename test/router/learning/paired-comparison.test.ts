import { expect, test } from "vitest";
import { comparePairs, isWorse } from "../../../src/router/learning/paired-comparison.ts";

const RULES = { alpha: 0.05, maxLoss: 0.02, maxShift: 0.05 };

/** So many items right in both, lost, gained and wrong in both. */
function pairs({ both = 0, lost = 0, gained = 0, neither = 0 }) {
  const flags = (first: boolean, second: boolean, count: number) =>
    Array.from({ length: count }, () => [first, second] as const);
  const all = [
    ...flags(true, true, both),
    ...flags(true, false, lost),
    ...flags(false, true, gained),
    ...flags(false, false, neither),
  ];
  return comparePairs(
    all.map(([before]) => before),
    all.map(([, after]) => after),
  );
}

test("counts what each of two routers gets right alone", () => {
  expect(pairs({ both: 5, lost: 2, gained: 3, neither: 1 })).toMatchObject({ items: 11, lost: 2, gained: 3 });
});

test.each([
  [{ lost: 0, gained: 0 }, 1],
  [{ lost: 0, gained: 7 }, 1],
  [{ lost: 1, gained: 0 }, 0.5],
  [{ lost: 5, gained: 0 }, 1 / 32],
  // Of ten: (45 + 10 + 1) / 1024.
  [{ lost: 8, gained: 2 }, 56 / 1024],
])("tells how likely %j is by chance", (changed, chance) => {
  expect(pairs({ both: 10, ...changed }).chance).toBeCloseTo(chance, 10);
});

test("stays a probability where the coefficients are beyond all numbers", () => {
  const { chance } = pairs({ lost: 1_500, gained: 1_500 });

  expect(chance).toBeGreaterThan(0.5);
  expect(chance).toBeLessThan(0.52);
});

test.each([
  ["nothing changed", { both: 400 }, false],
  ["more is gained than lost", { both: 400, lost: 9, gained: 10 }, false],
  ["four of 400 are lost, which may be chance", { both: 396, lost: 4 }, false],
  ["five of 400 are lost and none gained", { both: 395, lost: 5 }, true],
  ["many change and chance explains the loss", { both: 400, lost: 30, gained: 24 }, false],
  ["many more are lost than gained", { both: 400, lost: 40, gained: 20 }, true],
  ["chance explains it, but a tenth of a small set is lost", { both: 28, lost: 3 }, true],
])("judges that %s", (_what, changed, worse) => {
  expect(isWorse(pairs(changed), RULES)).toBe(worse);
});

test("is not worse on no items at all", () => {
  expect(isWorse(pairs({}), RULES)).toBe(false);
});
