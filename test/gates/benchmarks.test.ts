import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareBenchmarks,
  judgeSlowdown,
  slowerPercent,
} from "../../src/gates/benchmarks/compare-benchmarks.ts";
import type { Evidence } from "../../src/gates/evidence.ts";
import type { Baseline, Measurement } from "../../src/gates/benchmarks/measurement.ts";
import { nextBaseline } from "../../src/gates/benchmarks/next-baseline.ts";
import { baselineChange, createStoredBaselines } from "../../src/gates/benchmarks/stored-baselines.ts";
import { parseBenchmarks } from "../../src/gates/benchmarks/parse-benchmarks.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { shipped } from "../orchestration/shipped.ts";

function of(name: string, value: number, more: Partial<Measurement> = {}): Measurement {
  return { name, value, unit: "ns", better: "lower", ...more };
}

const { passBelow, failAbove } = shipped.playbook.gates.regression;
const thresholds = { passBelowPercent: passBelow, failAbovePercent: failAbove };
const options = { machine: "m1", thresholds };
const at = "2031-03-01T00:00:00.000Z";

describe("a slowdown", () => {
  test.each([
    [-50, "passed"],
    [4.99, "passed"],
    [5, "needs_review"],
    [25, "needs_review"],
    [25.01, "failed"],
  ])("of %d %% is %s", (percent, verdict) => {
    expect(judgeSlowdown(percent, thresholds)).toBe(verdict);
  });

  test("never gets a better verdict for being larger, whatever the bounds", () => {
    const order = ["passed", "needs_review", "failed"];
    const bound = fc.double({ min: 0, max: 100, noNaN: true });
    const percent = fc.double({ min: -100, max: 500, noNaN: true });
    fc.assert(
      fc.property(bound, bound, percent, percent, (...[one, other, a, b]) => {
        const bounds = { passBelowPercent: Math.min(one, other), failAbovePercent: Math.max(one, other) };
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((each) =>
          order.indexOf(judgeSlowdown(each, bounds)),
        );

        expect(less).toBeLessThanOrEqual(more ?? -1);
      }),
    );
  });

  test("is the same whether time or throughput is measured", () => {
    const factor = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(factor, (ratio) => {
        const time = slowerPercent(of("a", 100 * ratio), of("a", 100));
        const rate = slowerPercent(
          of("a", 100 / ratio, { better: "higher" }),
          of("a", 100, { better: "higher" }),
        );

        expect(rate).toBeCloseTo(time, 6);
      }),
    );
  });
});

describe("a comparison", () => {
  const baseline = { machine: "m1", at, measurements: [of("a", 100), of("b", 100)] };

  test("is as bad as its worst benchmark", () => {
    const compared = compareBenchmarks([of("a", 101), of("b", 126)], baseline, options);

    expect(compared).toMatchObject({ verdict: "failed", reasons: ["b is 26.0 % slower than before."] });
  });

  test("asks about a benchmark that is gone, and passes one that is new", () => {
    const gone = compareBenchmarks([of("a", 100)], baseline, options);
    const extra = compareBenchmarks([of("a", 100), of("b", 100), of("c", 1)], baseline, options);

    expect(gone).toMatchObject({ verdict: "needs_review", reasons: ["b was measured before and is gone."] });
    expect(extra).toMatchObject({ verdict: "passed", reasons: ["c is new."] });
  });

  test("asks about figures of another unit", () => {
    const compared = compareBenchmarks([of("a", 100, { unit: "ms" }), of("b", 100)], baseline, options);

    expect(compared.verdict).toBe("needs_review");
  });

  test("of nothing is asked about", () => {
    expect(compareBenchmarks([], baseline, options).verdict).toBe("needs_review");
  });
});

describe("outputs", () => {
  test.each([
    [
      "criterion",
      "matmul/64            time:   [1.10 µs 1.20 µs 1.30 µs]\n                 change: [+1% +2% +3%]",
      [of("matmul/64", 1_200)],
    ],
    [
      "criterion, with a long name",
      "a very long name of a benchmark indeed\n                        time:   [1.0 ms 2.0 ms 3.0 ms]",
      [of("a very long name of a benchmark indeed", 2_000_000)],
    ],
    [
      "the built-in harness",
      "test tests::bench_add ... bench:       1,234.5 ns/iter (+/- 56)",
      [of("tests::bench_add", 1_234.5)],
    ],
    ["Go", "BenchmarkSum-8   \t 1000000\t      1052 ns/op\t 0 B/op", [of("BenchmarkSum", 1_052)]],
    [
      "a list",
      'done: [{"name":"ops","value":"300000","unit":"ops/s"},{"name":"lat","value":2,"unit":"ms"}]',
      [of("ops", 300_000, { unit: "ops/s", better: "higher" }), of("lat", 2, { unit: "ms" })],
    ],
    ["none", "Compiling demo\nFinished", []],
  ])("of %s are read", (_, text, measurements) => {
    const found = parseBenchmarks(text);

    expect(found.map((each) => ({ ...each, value: Math.round(each.value * 10) / 10 }))).toEqual(measurements);
  });
});

describe("the next baseline", () => {
  const before = {
    machine: "m1",
    at: "2031-02-01T00:00:00.000Z",
    measurements: [of("a", 100), of("b", 100)],
  };
  const figure = (title: string, value: number, slower?: number): Evidence => ({
    kind: "measurement",
    title,
    value,
    unit: "ns",
    better: "lower",
    ...(slower === undefined ? {} : { slowerPercent: slower }),
  });
  const review: Evidence = {
    kind: "review",
    title: "r",
    reviewer: "architect",
    approved: true,
    comment: "fine",
  };
  const now = { machine: "m1", at };

  test("takes what is faster or new, and keeps the better figure of what got slower within bounds", () => {
    const next = nextBaseline(before, [figure("a", 90, -10), figure("b", 104, 4), figure("c", 7)], now);

    expect(next).toEqual({ ...now, measurements: [of("a", 90), of("b", 100), of("c", 7)] });
  });

  test("takes what a reviewer approved, and lets go of what is gone", () => {
    const next = nextBaseline(before, [figure("b", 110, 10), review], now);

    expect(next?.measurements).toEqual([of("b", 110)]);
  });

  test("of another machine begins anew", () => {
    const next = nextBaseline(before, [figure("a", 300)], { ...now, machine: "m2" });

    expect(next).toEqual({ machine: "m2", at, measurements: [of("a", 300)] });
  });

  test("of nothing measured is none", () => {
    expect(nextBaseline(before, [review], now)).toBeUndefined();
  });

  test("cannot creep: small slowdowns that pass never move it", () => {
    const steps = fc.array(fc.double({ min: 0.001, max: 4.9, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (percents) => {
        let baseline: Baseline = { ...before, measurements: [of("a", 100)] };
        for (const percent of percents) {
          baseline = nextBaseline(baseline, [figure("a", 100 + percent, percent)], now) ?? baseline;
        }

        expect(baseline.measurements[0]?.value).toBe(100);
      }),
    );
  });
});

describe("stored baselines", () => {
  const here = { machine: "m1", workspace: "/a" };
  const baseline = { machine: "m1", at, measurements: [of("a", 1.5)] };

  test("are kept for each machine and workspace", async () => {
    const store = createMemoryStore({ now: () => 0 });

    await store.commit({ documents: [baselineChange(here, baseline, null)] });

    expect(await createStoredBaselines(here, store).read()).toEqual(baseline);
    expect(await createStoredBaselines({ ...here, machine: "m2" }, store).read()).toBeUndefined();
    expect(await createStoredBaselines({ ...here, workspace: "/b" }, store).read()).toBeUndefined();
  });

  test("that are broken are told", async () => {
    const store = createMemoryStore({ now: () => 0 });
    await store.commit({ documents: [{ ...baselineChange(here, baseline, null), value: "{" }] });

    await expect(createStoredBaselines(here, store).read()).rejects.toMatchObject({ code: "store.corrupt" });
  });
});
