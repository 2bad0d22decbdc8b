import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareBenchmarks,
  judgeSlowdown,
  slowerPercent,
  STANDARD_THRESHOLDS,
} from "../../src/gates/benchmarks/compare-benchmarks.ts";
import { createFileBaselineStore } from "../../src/gates/benchmarks/file-baseline-store.ts";
import type { Measurement } from "../../src/gates/benchmarks/measurement.ts";
import { parseBenchmarks } from "../../src/gates/benchmarks/parse-benchmarks.ts";

function of(name: string, value: number, more: Partial<Measurement> = {}): Measurement {
  return { name, value, unit: "ns", better: "lower", ...more };
}

const options = { machine: "m1", thresholds: STANDARD_THRESHOLDS };
const at = "2031-03-01T00:00:00.000Z";

describe("a slowdown", () => {
  test.each([
    [-50, "passed"],
    [4.99, "passed"],
    [5, "needs_review"],
    [25, "needs_review"],
    [25.01, "failed"],
  ])("of %d %% is %s", (percent, verdict) => {
    expect(judgeSlowdown(percent, STANDARD_THRESHOLDS)).toBe(verdict);
  });

  test("never gets a better verdict for being larger, whatever the bounds", () => {
    const order = ["passed", "needs_review", "failed"];
    const bound = fc.double({ min: 0, max: 100, noNaN: true });
    const percent = fc.double({ min: -100, max: 500, noNaN: true });
    fc.assert(
      fc.property(bound, bound, percent, percent, (...[one, other, a, b]) => {
        const thresholds = { passBelowPercent: Math.min(one, other), failAbovePercent: Math.max(one, other) };
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((each) =>
          order.indexOf(judgeSlowdown(each, thresholds)),
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

describe("baselines in a file", () => {
  const dir = mkdtempSync(join(tmpdir(), "baselines-"));

  test("are read as they were written, and are nothing before that", async () => {
    const store = createFileBaselineStore(join(dir, "deep/baseline.json"));
    const baseline = { machine: "m1", at, measurements: [of("a", 1.5)] };

    expect(await store.read()).toBeUndefined();
    await store.write(baseline);

    expect(await store.read()).toEqual(baseline);
  });

  test("that are broken are told with the file", async () => {
    const file = join(dir, "broken.json");
    writeFileSync(file, "{");

    await expect(createFileBaselineStore(file).read()).rejects.toMatchObject({
      code: "gates.baseline_invalid",
      message: expect.stringContaining(file),
    });
  });
});
