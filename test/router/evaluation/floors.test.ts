import { expect, test } from "vitest";
import { evaluateRouter } from "../../../src/router/evaluation/evaluate-router.ts";
import { missesOf, parseFloors } from "../../../src/router/evaluation/floors.ts";
import { label, scripted } from "./scripted-router.ts";

const half = await evaluateRouter(scripted({ a: { best: "debug" }, b: { best: "x" } }), [
  label("a", "debug"),
  label("b", "debug"),
]);

test("a figure at its floor holds, one below it is a miss that names both", () => {
  expect(missesOf(half, { top1: { atLeast: 0.5 } })).toEqual([]);
  expect(missesOf(half, { top1: { atLeast: 0.6 } })).toEqual([
    "best agent right (top1) is 50.0 %, below the floor of 60.0 %",
  ]);
});

test("a figure for which less is better has a ceiling", () => {
  expect(missesOf(half, { calibrationError: { atMost: 0.4 } })).toEqual([]);
  expect(missesOf(half, { calibrationError: { atMost: 0.3 } })).toEqual([
    "calibration error (ECE) (calibrationError) is 0.400, above the ceiling of 0.300",
  ]);
});

test("a figure that could not be measured is a miss, and every miss is told", () => {
  const misses = missesOf(half, { outOfScopeRecall: { atLeast: 0 }, top3: { atLeast: 1 } });

  expect(misses).toHaveLength(2);
  expect(misses[1]).toContain("no labels");
});

test("floors are read from YAML and from JSON", () => {
  const expected = { ok: true, value: { linear: { top1: { atLeast: 0.9 } } } };

  expect(parseFloors({ file: "f", text: "linear:\n  top1: { atLeast: 0.9 }\n" })).toEqual(expected);
  expect(parseFloors({ file: "f", text: '{"linear": {"top1": {"atLeast": 0.9}}}' })).toEqual(expected);
});

test("unknown measures and empty bounds are problems with their lines", () => {
  const parsed = parseFloors({ file: "f", text: "linear:\n  top: { atLeast: 0.9 }\n  top3: {}\n" });

  expect(parsed.ok).toBe(false);
  const lines = parsed.ok ? [] : parsed.problems.map(({ line }) => line);
  expect(lines).toEqual([2, 3]);
});
