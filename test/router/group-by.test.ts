import { expect, test } from "vitest";
import { groupBy, pickEvenly } from "../../src/router/group-by.ts";

test("groups keep the order of their first item and of their members", () => {
  expect([...groupBy(["bee", "ant", "bug"], (word) => word.slice(0, 1))]).toEqual([
    ["b", ["bee", "bug"]],
    ["a", ["ant"]],
  ]);
});

test("what is picked is spread evenly over the list", () => {
  const numbers = Array.from({ length: 10 }, (_, at) => at);

  expect(pickEvenly(numbers, 5)).toEqual([0, 2, 4, 6, 8]);
  expect(pickEvenly(numbers, 3)).toEqual([0, 3, 6]);
  expect(pickEvenly([1, 2], 5)).toEqual([1, 2]);
  expect(pickEvenly([], 5)).toEqual([]);
});
