import { expect, test } from "vitest";
import { findDifference, isSmall } from "../../src/router/difference.ts";

test("what stayed, came and went is told apart, whatever the order", () => {
  const [a, b, c] = [{ text: "a" }, { text: "b" }, { text: "c" }];

  const difference = findDifference([a, b], [c, { text: "a" }]);

  expect(difference).toEqual({ kept: [1], added: [0], removed: [b] });
});

test("of two equal items, one may stay while the other goes or comes", () => {
  const item = { text: "same" };

  expect(findDifference([item, item], [item])).toEqual({ kept: [0], added: [], removed: [item] });
  expect(findDifference([item], [item, item])).toEqual({ kept: [0], added: [1], removed: [] });
});

test.each([
  [90, 8, 10, true],
  [90, 11, 10, false],
  [0, 1, 0, false],
])("%i kept, %i new and %i gone items are a small difference: %s", (kept, added, removed, small) => {
  const indices = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

  expect(isSmall({ kept: indices(kept), added: indices(added), removed: indices(removed) })).toBe(small);
});
