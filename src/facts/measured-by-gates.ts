import type { CommandEvidence, Evidence } from "../gates/evidence.ts";
import type { CheckReport, GateReport } from "../gates/gate-report.ts";
import type { Measurement } from "./measurements.ts";

function runOf({ command, evidence }: CheckReport): CommandEvidence | undefined {
  const [first] = evidence;
  return command !== undefined && first?.kind === "command" ? first : undefined;
}

function outcomeOf({ exitCode, counts }: CommandEvidence): string {
  if (counts !== undefined)
    return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  return exitCode === null ? "was ended" : `ended with ${exitCode}`;
}

function figureOf(evidence: Evidence): Pick<Measurement, "subject" | "value">[] {
  if (evidence.kind !== "measurement") return [];
  return [{ subject: evidence.title, value: `${evidence.value} ${evidence.unit}`.trim() }];
}

function ofCheck(check: CheckReport, { taskId, stageId, at }: GateReport): Measurement[] {
  const run = runOf(check);
  if (run === undefined || check.command === undefined) return [];
  const evidence = stageId === undefined ? taskId : `${taskId}, stage ${stageId}`;
  const base = { kind: check.command, at, command: run.command, evidence };
  const counts = run.counts === undefined ? {} : { counts: run.counts };
  return [
    { ...base, subject: "", value: outcomeOf(run), ...counts },
    ...check.evidence.flatMap(figureOf).map((figure) => ({ ...base, ...figure })),
  ];
}

/** What commands of gates measured, good or bad; the word of a reviewer is no measurement. */
export function measurementsOf(reports: readonly GateReport[]): Measurement[] {
  return reports.flatMap((report) => report.checks.flatMap((check) => ofCheck(check, report)));
}
