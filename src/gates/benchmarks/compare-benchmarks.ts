import type { Baseline, Measurement } from "./measurement.ts";

export interface BenchmarkThresholds {
  /** Slower by less than this, in percent, passes. */
  readonly passBelowPercent: number;
  /** Slower by more than this, in percent, fails and is taken back; between the two somebody is asked. */
  readonly failAbovePercent: number;
}

export type BenchmarkVerdict = "passed" | "needs_review" | "failed";

export interface ComparedBenchmark {
  readonly name: string;
  readonly unit: string;
  readonly better: Measurement["better"];
  readonly value: number | undefined;
  readonly baseline: number | undefined;
  /** Above 0 is slower. */
  readonly slowerPercent: number | undefined;
  readonly verdict: BenchmarkVerdict;
}

export interface BenchmarkComparison {
  readonly verdict: BenchmarkVerdict;
  /** Sentences for people: what fails, is asked about, is new. */
  readonly reasons: readonly string[];
  readonly rows: readonly ComparedBenchmark[];
}

/** How much slower than before, in percent; below 0 it is faster. */
export function slowerPercent(now: Measurement, before: Measurement): number {
  const ratio = now.better === "lower" ? now.value / before.value : before.value / now.value;
  return (ratio - 1) * 100;
}

/** Under the first bound passes, above the second fails, and everything else, the bounds included, is asked about. */
export function judgeSlowdown(percent: number, thresholds: BenchmarkThresholds): BenchmarkVerdict {
  if (percent < thresholds.passBelowPercent) return "passed";
  return percent > thresholds.failAbovePercent ? "failed" : "needs_review";
}

function compareOne(
  now: Measurement,
  before: Measurement | undefined,
  limits: BenchmarkThresholds,
): ComparedBenchmark {
  const base = { name: now.name, unit: now.unit, better: now.better, value: now.value };
  if (before === undefined)
    return { ...base, baseline: undefined, slowerPercent: undefined, verdict: "passed" };
  if (before.unit !== now.unit || before.better !== now.better) {
    return { ...base, baseline: before.value, slowerPercent: undefined, verdict: "needs_review" };
  }
  const percent = slowerPercent(now, before);
  return { ...base, baseline: before.value, slowerPercent: percent, verdict: judgeSlowdown(percent, limits) };
}

function reasonFor(row: ComparedBenchmark): string[] {
  if (row.value === undefined) return [`${row.name} was measured before and is gone.`];
  if (row.baseline === undefined) return [`${row.name} is new.`];
  if (row.slowerPercent === undefined) return [`${row.name} is measured in another unit than before.`];
  return row.verdict === "passed"
    ? []
    : [`${row.name} is ${row.slowerPercent.toFixed(1)} % slower than before.`];
}

function worstOf(verdicts: readonly BenchmarkVerdict[]): BenchmarkVerdict {
  if (verdicts.includes("failed")) return "failed";
  return verdicts.includes("needs_review") ? "needs_review" : "passed";
}

/** Holds figures against a baseline. Figures that are not comparable are asked about, never passed. */
export function compareBenchmarks(
  measured: readonly Measurement[],
  baseline: Baseline | undefined,
  options: { readonly machine: string; readonly thresholds: BenchmarkThresholds },
): BenchmarkComparison {
  const { machine, thresholds } = options;
  if (measured.length === 0) {
    return { verdict: "needs_review", reasons: ["Nothing was measured."], rows: [] };
  }
  const before = baseline?.measurements ?? [];
  const rows = measured.map((now) =>
    compareOne(
      now,
      before.find(({ name }) => name === now.name),
      thresholds,
    ),
  );
  if (baseline === undefined) {
    return { verdict: "needs_review", reasons: ["There is no baseline to compare with."], rows };
  }
  if (baseline.machine !== machine) {
    const reasons = [`The baseline is from another machine, ${baseline.machine || "without a name"}.`];
    return { verdict: "needs_review", reasons, rows };
  }
  const names = new Set(measured.map(({ name }) => name));
  const gone = before
    .filter(({ name }) => !names.has(name))
    .map(({ name, unit, better, value }) => ({
      name,
      unit,
      better,
      value: undefined,
      baseline: value,
      slowerPercent: undefined,
      verdict: "needs_review" as const,
    }));
  const all = [...rows, ...gone];
  return { verdict: worstOf(all.map(({ verdict }) => verdict)), reasons: all.flatMap(reasonFor), rows: all };
}
