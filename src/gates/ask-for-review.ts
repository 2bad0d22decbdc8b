import { messageOf } from "../errors.ts";
import type { Evidence } from "./evidence.ts";
import type { Gate, GateCheck } from "./gate.ts";
import type { GateContext, GateDeps, ReviewAnswer } from "./gate-context.ts";
import type { CheckReport } from "./gate-report.ts";

/** A check of a gate on its way through the context. */
export interface CheckRun {
  readonly gate: Gate;
  readonly check: GateCheck;
  readonly context: GateContext;
  readonly deps: GateDeps;
}

/** What is known when a reviewer is asked. */
export interface Known {
  readonly why: string;
  readonly report?: Partial<Pick<CheckReport, "counts" | "failures">>;
  readonly evidence?: readonly Evidence[];
}

/** The first of the check's reviewers who had no part in the work. */
export function pickReviewer(reviewers: readonly string[], authors: readonly string[]): string | undefined {
  return reviewers.find((reviewer) => !authors.includes(reviewer));
}

function requestKey({ gate, check, context }: CheckRun): string {
  const { taskId, stageId, attempt } = context;
  return [taskId, ...(stageId === undefined ? [] : [stageId]), gate.id, check.id, `a${attempt}`].join(".");
}

async function ask(
  run: CheckRun,
  reviewer: string,
  known: Known,
): Promise<ReviewAnswer | { kind: "unreachable"; why: string }> {
  const { gate, check, context, deps } = run;
  if (deps.askReviewer === undefined) return { kind: "pending" };
  try {
    const request = {
      key: requestKey(run),
      taskId: context.taskId,
      ...(context.stageId === undefined ? {} : { stageId: context.stageId }),
      gate: gate.id,
      check: check.id,
      reviewer,
      question: check.question,
      why: known.why,
      attempt: context.attempt,
      evidence: known.evidence ?? [],
    };
    return await deps.askReviewer(request, deps.signal);
  } catch (error) {
    return { kind: "unreachable", why: messageOf(error) };
  }
}

interface Asked {
  readonly why: string;
  readonly authors: readonly string[];
}

/** The check with the answer for its verdict and its evidence; what nobody answered stays open. */
export function applyAnswer(check: CheckReport, answer: ReviewAnswer, { why, authors }: Asked): CheckReport {
  if (answer.kind === "pending") return check;
  if (authors.includes(answer.by)) {
    return { ...check, reason: `${answer.by} had a part in the work and cannot judge it.` };
  }
  const approved = answer.kind === "approved";
  const comment = answer.comment.trim() === "" ? "no comment" : answer.comment.trim();
  const reason = `${why} ${answer.by} ${approved ? "approved" : "asked for changes"}: ${comment}`.trim();
  return {
    ...check,
    verdict: approved ? "passed" : "failed",
    reason,
    reviewer: answer.by,
    evidence: [
      ...check.evidence,
      { kind: "review", title: check.title, reviewer: answer.by, approved, comment },
    ],
  };
}

/** Hands a check to somebody who did not do the work. Their answer is evidence; without one the check is open. */
export async function askForReview(run: CheckRun, known: Known): Promise<CheckReport> {
  const { check, context } = run;
  const evidence = [...(known.evidence ?? [])];
  const base = { id: check.id, title: check.title, failures: [], ...known.report, evidence };
  const reviewer = pickReviewer(check.reviewers, context.authors);
  if (reviewer === undefined) {
    const reason = `${known.why} All its reviewers had a part in the work: a person has to look.`.trim();
    return { ...base, verdict: "needs_review", reason };
  }
  const answer = await ask(run, reviewer, known);
  const reason =
    answer.kind === "unreachable"
      ? `${reviewer} could not be asked: ${answer.why}`
      : `${known.why} ${reviewer} is asked.`.trim();
  const open: CheckReport = { ...base, verdict: "needs_review", reviewer, reason };
  if (answer.kind === "unreachable") return open;
  return applyAnswer(open, answer, { why: known.why, authors: context.authors });
}
