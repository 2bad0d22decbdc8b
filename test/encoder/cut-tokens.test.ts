import { expect, test } from "vitest";
import { cutTokens } from "../../src/encoder/cut-tokens.ts";

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

test("leaves a text that fits as it is", () => {
  expect(cutTokens(range(0, 128), 128)).toEqual(range(0, 128));
  expect(cutTokens([], 128)).toEqual([]);
});

test("keeps the first 96 and the last 32 tokens of a longer one", () => {
  expect(cutTokens(range(0, 129), 128)).toEqual([...range(0, 96), ...range(97, 129)]);
  expect(cutTokens(range(0, 1000), 128)).toEqual([...range(0, 96), ...range(968, 1000)]);
});

test("keeps the same shares for an encoder that reads less", () => {
  expect(cutTokens(range(0, 100), 8)).toEqual([...range(0, 6), ...range(98, 100)]);
});
