import { messageOf } from "../errors.ts";
import { applyAnswer, askForReview } from "./ask-for-review.ts";
import type { CheckRun } from "./ask-for-review.ts";
import { claimsCheck } from "./claims-check.ts";
import { commandCheck } from "./command-check.ts";
import type { Gate } from "./gate.ts";
import type { GateContext, GateDeps, ReviewAnswer } from "./gate-context.ts";
import type { CheckReport, GateReport, GateVerdict } from "./gate-report.ts";

/**
 * One verdict out of many. Any failure fails. Passed is only what passed as a whole, so that a check which nobody
 * could run leaves the gate open.
 */
export function verdictOf(verdicts: readonly GateVerdict[]): GateVerdict {
  if (verdicts.includes("failed")) return "failed";
  if (verdicts.every((verdict) => verdict === "not_run")) return "not_run";
  return verdicts.every((verdict) => verdict === "passed") ? "passed" : "needs_review";
}

async function runCheck(run: CheckRun): Promise<CheckReport> {
  const { check } = run;
  switch (check.kind) {
    case "command":
      return commandCheck({ ...run, check });
    case "claims":
      return claimsCheck(run);
    case "review":
      return askForReview(run, { why: "" });
  }
}

/** A check that breaks has shown nothing, and takes no other check along. */
async function runSafely(run: CheckRun): Promise<CheckReport> {
  try {
    return await runCheck(run);
  } catch (error) {
    const { id, title } = run.check;
    const reason = `The check itself failed: ${messageOf(error)}`;
    return { id, title, verdict: "not_run", reason, failures: [], evidence: [] };
  }
}

function toReport(
  gate: Pick<Gate, "id" | "title">,
  context: Pick<GateContext, "taskId" | "stageId" | "attempt">,
  { checks, nowMs }: { readonly checks: CheckReport[]; readonly nowMs: number },
): GateReport {
  const rollbacks = checks.flatMap(({ rollback }) => rollback ?? []);
  return {
    gate: gate.id,
    title: gate.title,
    taskId: context.taskId,
    ...(context.stageId === undefined ? {} : { stageId: context.stageId }),
    attempt: context.attempt,
    verdict: verdictOf(checks.map(({ verdict }) => verdict)),
    checks,
    evidence: checks.flatMap(({ evidence }) => evidence),
    reviewers: [...new Set(checks.flatMap(({ reviewer }) => reviewer ?? []))],
    ...(rollbacks.length === 0 ? {} : { rollback: rollbacks.join(" ") }),
    at: new Date(nowMs).toISOString(),
  };
}

/** What a gate says once a reviewer has answered, without running its commands again. */
export interface LateAnswer {
  /** The check that was open. */
  readonly check: string;
  readonly answer: ReviewAnswer;
  readonly authors: readonly string[];
  readonly nowMs: number;
}

/** The report with the answer in it. An answer by an author, and one to a check that is not open, changes nothing. */
export function settleReview(report: GateReport, late: LateAnswer): GateReport {
  const checks = report.checks.map((check) =>
    check.id === late.check && check.verdict === "needs_review"
      ? applyAnswer(check, late.answer, { why: "", authors: late.authors })
      : check,
  );
  const { gate: id, title, taskId, attempt, stageId } = report;
  const context = { taskId, attempt, ...(stageId === undefined ? {} : { stageId }) };
  return toReport({ id, title }, context, { checks, nowMs: late.nowMs });
}

/**
 * Runs the checks of a gate, one after the other since they share a workspace, and gives one verdict with all
 * evidence. Never rejects. Checks that wait for a reviewer are settled later with `settleReview`.
 */
export async function runGate(gate: Gate, context: GateContext, deps: GateDeps): Promise<GateReport> {
  const checks: CheckReport[] = [];
  for (const check of gate.checks) {
    checks.push(await runSafely({ gate, check, context, deps }));
  }
  return toReport(gate, context, { checks, nowMs: deps.clock.now() });
}
