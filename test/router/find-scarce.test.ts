import { expect, test } from "vitest";
import { findScarce } from "../../src/router/find-scarce.ts";

function shares(counts: Readonly<Record<string, number>>): { agent: string; weight: number }[] {
  return Object.entries(counts).flatMap(([agent, count]) =>
    Array.from({ length: count }, () => ({ agent, weight: 1 })),
  );
}

test("nobody is scarce where counts are about even", () => {
  expect(findScarce(shares({ a: 100, b: 60, c: 140 }))).toEqual(new Map());
  expect(findScarce([])).toEqual(new Map());
});

test("an agent with few examples is told with what it lacks, up to a limit", () => {
  expect(findScarce(shares({ a: 400, b: 400, c: 20, d: 400, e: 2 }))).toEqual(
    new Map([
      ["c", 5],
      ["e", 10],
    ]),
  );
});
