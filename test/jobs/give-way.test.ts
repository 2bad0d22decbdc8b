import { expect, test } from "vitest";
import { createLateness, giveWay } from "../../jobs/give-way.ts";

const LATE_MS = 25;

/** The numbers of jobs side by side after each step, beginning with `from`. */
function stepsOf(from: number, latenesses: readonly number[]): number[] {
  const worker = { concurrency: from };
  return latenesses.map((lateMs) => {
    giveWay(worker, { least: 4, most: 50, lateness: () => lateMs, lateMs: LATE_MS });
    return worker.concurrency;
  });
}

test("a process that is late does half as much side by side, down to a few jobs", () => {
  expect(stepsOf(50, [30, 30, 30, 30, 30, 30, 30])).toEqual([25, 12, 6, 4, 4, 4, 4]);
});

test("one that keeps up does one more each time, up to the most", () => {
  expect(stepsOf(47, [0, 25, 3, 3, 3])).toEqual([48, 49, 50, 50, 50]);
});

test("a process that is kept busy is late, and is not once that is over", async () => {
  const lateness = createLateness();
  await new Promise((resolve) => setTimeout(resolve, 30));
  lateness.read();

  for (let turn = 0; turn < 6; turn += 1) {
    const until = performance.now() + 60;
    while (performance.now() < until);
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect(lateness.read()).toBeGreaterThan(LATE_MS);
  lateness.stop();
});
