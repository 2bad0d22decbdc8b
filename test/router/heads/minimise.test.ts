import { expect, test } from "vitest";
import { minimise } from "../../../src/router/heads/minimise.ts";

const CURVES = [1, 30, 900];
const LOWEST = [2, -1, 0.5];

function bowl(point: Float64Array): { value: number; gradient: Float64Array } {
  const gradient = point.map((value, at) => CURVES[at]! * (value - LOWEST[at]!));
  const value = point.reduce((sum, each, at) => sum + (CURVES[at]! * (each - LOWEST[at]!) ** 2) / 2, 0);
  return { value, gradient };
}

test.each(["without", "with"])("finds the bottom of a long valley %s a preconditioner", async (how) => {
  const point = await minimise({
    evaluate: async (at) => bowl(at),
    precondition: (gradient) => {
      if (how === "without") return;
      for (const [at, curve] of CURVES.entries()) gradient[at] = gradient[at]! / curve;
    },
    start: new Float64Array(3),
    maxSteps: 60,
    tolerance: 1e-12,
  });

  for (const [at, value] of LOWEST.entries()) expect(point[at]).toBeCloseTo(value, 4);
});

test("a step that would overshoot is shortened, and the value never rises", async () => {
  const values: number[] = [];
  const point = await minimise({
    evaluate: async (at) => {
      const x = at[0] ?? 0;
      const value = Math.sqrt(1 + x * x);
      values.push(value);
      return { value, gradient: Float64Array.of(x / value) };
    },
    precondition: (gradient) => void (gradient[0] = gradient[0]! * 500),
    start: Float64Array.of(3),
    maxSteps: 30,
    tolerance: 1e-10,
  });

  expect(Math.max(...values)).toBeGreaterThan(values[0]!);
  expect(Math.abs(point[0]!)).toBeLessThan(0.05);
});
