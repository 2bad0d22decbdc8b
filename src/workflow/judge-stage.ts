import type { Stage, StageReport, Task } from "../tasks/task.ts";
import type { Advance, PlanEvent, StageVerdict } from "./plan-event.ts";
import { sendBack } from "./repeat-stage.ts";
import { closeStage, failStage, settlePlan } from "./settle-plan.ts";
import { stageOf, withStage } from "./stage-state.ts";

type Of<Type extends PlanEvent["type"]> = Extract<PlanEvent, { type: Type }>;

/** Puts a question to a person; where nobody is there, the stage is left as not approved and the rest goes on. */
function askPerson(task: Task, stage: Stage, note: string): Advance {
  if (task.plan.isUnattended) {
    const reason = `It takes a person's word, and nobody was there to give it. ${note}`.trimEnd();
    return settlePlan(withStage(task, stage.id, closeStage(stage, "skipped", reason)), [
      { type: "post", note: { kind: "stage_done", stage: stage.id } },
    ]);
  }
  return {
    task: withStage(task, stage.id, {
      ...stage,
      state: "awaiting_approval",
      note: note === "" ? `“${stage.title}” needs a person's approval.` : note,
    }),
    effects: [{ type: "post", note: { kind: "approval", stage: stage.id } }],
  };
}

function finished(task: Task, stage: Stage): Advance {
  const next = withStage(task, stage.id, { ...stage, state: "done" });
  // With a single stage the final reply says it all.
  const told = task.plan.stages.length > 1;
  return settlePlan(next, told ? [{ type: "post", note: { kind: "stage_done", stage: stage.id } }] : []);
}

/** The agents are through and nothing speaks against it: over, or up to a person. */
export function closeOrAsk(task: Task, stage: Stage): Advance {
  if (stage.approval === "person") return askPerson(task, stage, "");
  return finished(task, stage);
}

/** Whose gate sends the work back: for people, and for counting how often it does. */
function judgeOf({ reports, refusedBy }: StageVerdict, stage: Stage): string {
  const failed = reports.find(({ verdict }) => verdict === "failed");
  return refusedBy ?? failed?.title ?? `${stage.id}_gates`;
}

/** What hooks and gates found decides how a stage goes on; people see the report card in any case. */
export function judgeStage(task: Task, event: Of<"gate.verdict">): Advance {
  const advance = decideStage(task, event);
  const { card } = event.verdict;
  if (advance.refused !== undefined || card === undefined) return advance;
  const note = { kind: "report_card", stage: event.stage, round: event.round, text: card } as const;
  return { ...advance, effects: [{ type: "post", note }, ...advance.effects] };
}

function decideStage(task: Task, event: Of<"gate.verdict">): Advance {
  const found = stageOf(task, event.stage);
  if (found === undefined) return { task, effects: [], refused: "unknown_stage" };
  if (found.state !== "gating" || found.round !== event.round) return { task, effects: [], refused: "late" };
  const { verdict } = event;
  const stage = { ...found, reports: [...found.reports, ...verdict.reports] };
  switch (verdict.outcome) {
    case "passed":
      return closeOrAsk(task, stage);
    case "ask":
      return askPerson(task, stage, verdict.note);
    case "failed":
      return refuseStage(task, stage, verdict);
    case "blocked":
      return failStage(task, stage, {
        code: "workflow.blocked",
        message: verdict.note,
        ref: `${task.id}-${stage.id}`,
        isRetryable: false,
      });
  }
}

/** What those who made it are told: a change that costs too much is taken back before anything else. */
function textOf({ note, rollback }: StageVerdict): string {
  return rollback === undefined ? note : `Take the change back first. ${note}`;
}

function refuseStage(task: Task, stage: Stage, verdict: StageVerdict): Advance {
  const failedGates = stage.failedGates + 1;
  const isExhausted = failedGates >= task.plan.limits.gateAttempts;
  const text = textOf(verdict);
  const back = { by: judgeOf(verdict, stage), text, isExhausted };
  const counted = { ...stage, failedGates };
  return sendBack(task, counted, back) ?? failStage(task, counted, refusedError(task, stage, text));
}

function refusedError(task: Task, stage: Stage, note: string) {
  return {
    code: "workflow.refused",
    message: `"${stage.title}" was not passed: ${note}`,
    ref: `${task.id}-${stage.id}`,
    isRetryable: false,
  };
}

/** What waited for a review has had it; what did not run has still not run, and somebody lets it go. */
function acceptedBy(by: string, report: StageReport): StageReport {
  if (report.kind !== "gate") return report;
  if (report.verdict === "needs_review")
    return { ...report, verdict: "passed", summary: `${by} approved. ${report.summary}`, reviewers: [by] };
  if (report.verdict === "not_run") return { ...report, summary: `${by} accepted that. ${report.summary}` };
  return report;
}

export function approveStage(task: Task, event: Of<"stage.approved">): Advance {
  const stage = stageOf(task, event.stage);
  if (stage === undefined) return { task, effects: [], refused: "unknown_stage" };
  if (stage.state !== "awaiting_approval") return { task, effects: [], refused: "not_awaiting" };
  // What an earlier attempt left open was never approved.
  const reports = stage.reports.map((report, index) =>
    stage.reports.slice(index + 1).some(({ id }) => id === report.id) ? report : acceptedBy(event.by, report),
  );
  return finished(task, { ...stage, reports, note: `approved by ${event.by}` });
}

/** A person says no: the work goes back as if a reviewer had asked for changes. */
export function refuseApproval(task: Task, event: Of<"stage.refused">): Advance {
  const stage = stageOf(task, event.stage);
  if (stage === undefined) return { task, effects: [], refused: "unknown_stage" };
  if (stage.state !== "awaiting_approval") return { task, effects: [], refused: "not_awaiting" };
  const changeRequests = stage.changeRequests + 1;
  const isExhausted = changeRequests > stage.maxRounds;
  const back = { by: event.by, text: event.reason, isExhausted };
  const counted = { ...stage, changeRequests };
  return sendBack(task, counted, back) ?? failStage(task, counted, refusedError(task, stage, event.reason));
}
