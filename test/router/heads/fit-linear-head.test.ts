import { expect, test } from "vitest";
import { fitLinearHead, type LinearHeadProblem } from "../../../src/router/heads/fit-linear-head.ts";
import { createRandom } from "../../../src/router/linear-solver.ts";

const WIDTH = 4;

/** Rows of three random numbers and the constant. */
function randomRows(count: number, seed: number): LinearHeadProblem["rows"] {
  const random = createRandom(seed);
  const values = Float64Array.from({ length: count * WIDTH }, (_, at) =>
    at % WIDTH === WIDTH - 1 ? 1 : 2 * random() - 1,
  );
  return { values, count, width: WIDTH };
}

function scoreOf(weights: Float64Array, target: number, row: ArrayLike<number>): number {
  return Array.from(row).reduce((sum, value, at) => sum + value * weights[target * WIDTH + at]!, 0);
}

test("regression finds the line that made the numbers, and looks away from what is unknown", async () => {
  const rows = randomRows(300, 1);
  const truth = Float64Array.of(1, -2, 0.5, 3);
  const targets = Float32Array.from({ length: 300 }, (_, row) =>
    row % 5 === 0 ? Number.NaN : scoreOf(truth, 0, rows.values.subarray(row * WIDTH, (row + 1) * WIDTH)),
  );

  const weights = await fitLinearHead(
    {
      rows,
      link: "identity",
      targets,
      targetCount: 1,
      weights: new Float32Array(300).fill(1),
      ridge: 1e-9,
    },
    { tolerance: 1e-9 },
  );

  for (const [at, value] of truth.entries()) expect(weights[at]).toBeCloseTo(value, 3);
});

test("one of several classes is told by the side that a row lies on", async () => {
  const rows = randomRows(400, 2);
  const label = (row: number): number => {
    const [a = 0, b = 0] = rows.values.subarray(row * WIDTH, row * WIDTH + 2);
    return a > 0.2 ? 0 : b > 0 ? 1 : 2;
  };
  const targets = new Float32Array(400 * 3);
  for (let row = 0; row < 400; row += 1) targets[row * 3 + label(row)] = 1;

  const weights = await fitLinearHead({
    rows,
    link: "softmax",
    targets,
    targetCount: 3,
    weights: new Float32Array(400).fill(1),
    ridge: 1e-4,
  });

  let right = 0;
  for (let row = 0; row < 400; row += 1) {
    const scores = [0, 1, 2].map((target) =>
      scoreOf(weights, target, rows.values.subarray(row * WIDTH, (row + 1) * WIDTH)),
    );
    if (scores.indexOf(Math.max(...scores)) === label(row)) right += 1;
  }
  expect(right / 400).toBeGreaterThan(0.93);
});

test("without anything to learn from, sigmoid and softmax give the shares of the classes", async () => {
  const rows = {
    values: new Float64Array(10 * 2).map((_, at) => (at % 2 === 1 ? 1 : 0)),
    count: 10,
    width: 2,
  };
  const base = { rows, targetCount: 2, weights: new Float32Array(10).fill(1), ridge: 0.01 };
  const targets = Float32Array.from({ length: 20 }, (_, at) => (at < 6 ? [1, 0][at % 2]! : [0, 1][at % 2]!));

  const softmax = await fitLinearHead({ ...base, link: "softmax", targets }, { tolerance: 1e-9 });
  const sigmoid = await fitLinearHead({ ...base, link: "sigmoid", targets }, { tolerance: 1e-9 });

  expect(softmax[1]! - softmax[3]!).toBeCloseTo(Math.log(0.3 / 0.7), 3);
  expect(sigmoid[1]).toBeCloseTo(Math.log(0.3 / 0.7), 3);
  expect(sigmoid[3]).toBeCloseTo(Math.log(0.7 / 0.3), 3);
});

test("a row that weighs more pulls more", async () => {
  const rows = { values: Float64Array.of(1, 1), count: 2, width: 1 };
  const base = { rows, targetCount: 1, link: "identity" as const, targets: Float32Array.of(0, 4), ridge: 0 };

  const [mean] = await fitLinearHead({ ...base, weights: Float32Array.of(3, 1) }, { tolerance: 1e-12 });

  expect(mean).toBeCloseTo(1, 6);
});

test("a larger ridge gives smaller weights, and the same problem the same ones", async () => {
  const rows = randomRows(50, 4);
  const targets = Float32Array.from({ length: 50 }, (_, row) => (rows.values[row * WIDTH]! > 0 ? 1 : 0));
  const fit = async (ridge: number): Promise<Float64Array> =>
    fitLinearHead({
      rows,
      link: "sigmoid",
      targets,
      targetCount: 1,
      weights: new Float32Array(50).fill(1),
      ridge,
    });

  expect(Math.abs((await fit(1))[0]!)).toBeLessThan(Math.abs((await fit(0.001))[0]!));
  expect(await fit(0.01)).toEqual(await fit(0.01));
});

test("lets other work of the process run in between", async () => {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, 0);
  const rows = randomRows(4000, 5);
  const targets = Float32Array.from({ length: 4000 }, (_, row) => (rows.values[row * WIDTH]! > 0 ? 1 : 0));

  await fitLinearHead({
    rows,
    link: "sigmoid",
    targets,
    targetCount: 1,
    weights: new Float32Array(4000).fill(1),
    ridge: 1e-5,
  });
  clearInterval(timer);

  expect(ticks).toBeGreaterThan(3);
});

test("a pull moves weights as rows would that are not there", async () => {
  const rows = randomRows(100, 9);
  const targets = new Float32Array(100).map((_, row) => row % 2);
  const base = {
    rows,
    link: "sigmoid",
    targetCount: 1,
    weights: new Float32Array(100).fill(1),
    ridge: 1e-2,
  } as const;
  const precise = { tolerance: 1e-9 };
  const start = await fitLinearHead({ ...base, targets }, precise);

  const pull = Float64Array.of(-0.05, 0, 0, 0);
  const pulled = await fitLinearHead(
    { ...base, targets, start, pull },
    { ...precise, toleranceOf: "progress" },
  );
  const still = await fitLinearHead({ ...base, targets, start, pull: new Float64Array(WIDTH) }, precise);

  expect(pulled[0]).toBeGreaterThan((start[0] ?? 0) + 0.05);
  for (const [at, weight] of still.entries()) expect(weight).toBeCloseTo(start[at] ?? 0, 3);
});
