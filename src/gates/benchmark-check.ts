import { askForReview } from "./ask-for-review.ts";
import { compareBenchmarks } from "./benchmarks/compare-benchmarks.ts";
import type { ComparedBenchmark } from "./benchmarks/compare-benchmarks.ts";
import { parseBenchmarks } from "./benchmarks/parse-benchmarks.ts";
import type { CommandCheckRun, Ran } from "./command-check.ts";
import type { Evidence } from "./evidence.ts";
import type { CheckReport } from "./gate-report.ts";

function toEvidence(row: ComparedBenchmark): Evidence[] {
  if (row.value === undefined) return [];
  return [
    {
      kind: "measurement",
      title: row.name,
      value: row.value,
      unit: row.unit,
      better: row.better,
      ...(row.baseline === undefined ? {} : { baseline: row.baseline }),
      ...(row.slowerPercent === undefined ? {} : { slowerPercent: row.slowerPercent }),
    },
  ];
}

/** Holds what was measured against the baseline: passes, asks, or fails and asks for the change to be taken back. */
export async function benchmarkCheck(run: CommandCheckRun, ran: Ran): Promise<CheckReport> {
  const { check, deps } = run;
  const baseline = await deps.baselines?.read();
  const { machine, thresholds } = deps;
  const compared = compareBenchmarks(parseBenchmarks(ran.output), baseline, { machine, thresholds });
  const evidence: Evidence[] = [ran.evidence, ...compared.rows.flatMap(toEvidence)];
  const why = compared.reasons.join(" ");
  if (compared.verdict === "needs_review") return askForReview(run, { why, evidence });
  const base = { id: check.id, title: check.title, evidence };
  if (compared.verdict === "passed") {
    const reason = `${compared.rows.length} benchmarks, none slower by ${thresholds.passBelowPercent} % or more. ${why}`;
    return { ...base, verdict: "passed", reason: reason.trim(), failures: [] };
  }
  const slow = compared.rows.filter(({ verdict }) => verdict === "failed");
  const failures = slow.map(({ name, slowerPercent = 0 }) => ({
    name,
    message: `${slowerPercent.toFixed(1)} % slower`,
  }));
  return { ...base, verdict: "failed", reason: why, failures, rollback: why };
}
