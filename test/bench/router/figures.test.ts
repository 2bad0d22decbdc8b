import { expect, test } from "vitest";
import { medianOf, toLatency } from "../../../bench/router/figures.ts";

test("each figure is the median of the rounds, also in lists and parts", () => {
  const toRound = (value: number) => ({ loadMs: value, latencies: [{ tokens: 16, p50: 10 * value }] });

  const median = medianOf([toRound(3), toRound(900), toRound(2)]);

  expect(median).toEqual({ loadMs: 3, latencies: [{ tokens: 16, p50: 30 }] });
});

test("one round stands for itself and none is an error", () => {
  expect(medianOf([{ loadMs: 5, label: "a" }])).toEqual({ loadMs: 5, label: "a" });
  expect(() => medianOf([])).toThrow("no round");
});

test("half of the texts are within the median, nineteen of twenty within the other figure", () => {
  const times = Array.from({ length: 100 }, (_, at) => 100 - at);

  expect(toLatency(times)).toEqual({ p50: 50, p95: 95 });
});
