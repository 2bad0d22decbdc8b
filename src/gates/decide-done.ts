import { isAgainst } from "./evidence.ts";
import type { GateReport } from "./gate-report.ts";

export interface DonePolicy {
  /** Gates that have to be passed. */
  readonly required: readonly string[];
  /** Nobody of these may have judged. */
  readonly authors: readonly string[];
}

export type DoneDecision =
  | { readonly decision: "done" }
  /** Somebody has been asked and has not answered, or nobody could be. */
  | { readonly decision: "wait"; readonly reviewers: readonly string[]; readonly reasons: readonly string[] }
  /** How often that may be is for the plan to say. */
  | { readonly decision: "rework"; readonly reasons: readonly string[]; readonly rollback?: string };

/** The last word of each gate: the highest attempt, and of equal ones the later in the list. */
export function latestReports(reports: readonly GateReport[]): GateReport[] {
  const latest = new Map<string, GateReport>();
  for (const report of reports) {
    const before = latest.get(report.gate);
    if (before === undefined || report.attempt >= before.attempt) latest.set(report.gate, report);
  }
  return [...latest.values()];
}

/** What a report that calls itself passed lacks; a verdict is believed with evidence only. */
function unsound(report: GateReport, authors: readonly string[]): string[] {
  const { title } = report;
  const judges = [
    ...report.reviewers,
    ...report.evidence.flatMap((evidence) => (evidence.kind === "review" ? [evidence.reviewer] : [])),
  ];
  const self = [...new Set(judges)].find((judge) => authors.includes(judge));
  return [
    ...(report.evidence.length === 0 ? [`${title} has no evidence.`] : []),
    ...(report.evidence.some(isAgainst) ? [`${title} passed with evidence against it.`] : []),
    ...(self === undefined ? [] : [`${title} was judged by ${self}, who did the work.`]),
  ];
}

function failureReasons(report: GateReport): string[] {
  return report.checks
    .filter(({ verdict }) => verdict === "failed")
    .map((check) => `${report.title}, ${check.title}: ${check.reason}`);
}

interface Sorted {
  readonly bad: string[];
  readonly open: { readonly reviewers: readonly string[]; readonly reasons: readonly string[] }[];
}

function sortOut(reports: readonly GateReport[], policy: DonePolicy): Sorted {
  const latest = latestReports(reports);
  const sorted: Sorted = { bad: [], open: [] };
  for (const gate of new Set(policy.required)) {
    const report = latest.find((each) => each.gate === gate);
    if (report === undefined || report.verdict === "not_run") {
      sorted.open.push({ reviewers: [], reasons: [`${report?.title ?? gate} has not run.`] });
    } else if (report.verdict === "needs_review") {
      const reasons = report.checks.filter(({ verdict }) => verdict !== "passed").map(({ reason }) => reason);
      sorted.open.push({ reviewers: report.reviewers, reasons });
    } else {
      const reasons = report.verdict === "failed" ? failureReasons(report) : unsound(report, policy.authors);
      if (report.verdict === "failed" || reasons.length > 0) sorted.bad.push(...reasons);
    }
  }
  return sorted;
}

/**
 * Whether work is done. Only gates that passed with evidence make it so; without a required gate nothing shows it,
 * and the answer is to wait. What failed goes back to those who made it.
 */
export function decideDone(reports: readonly GateReport[], policy: DonePolicy): DoneDecision {
  if (policy.required.length === 0) {
    return {
      decision: "wait",
      reviewers: [],
      reasons: ["No gate is required, so nothing shows that it is done."],
    };
  }
  const { bad, open } = sortOut(reports, policy);
  if (bad.length === 0 && open.length === 0) return { decision: "done" };
  if (bad.length === 0) {
    const reviewers = [...new Set(open.flatMap((each) => each.reviewers))];
    return { decision: "wait", reviewers, reasons: open.flatMap((each) => each.reasons) };
  }
  const required = latestReports(reports).filter(({ gate }) => policy.required.includes(gate));
  const rollback = required.flatMap((report) => report.rollback ?? []).join(" ");
  return { decision: "rework", reasons: bad, ...(rollback === "" ? {} : { rollback }) };
}
