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
function judgeOf({ reports }: StageVerdict, stage: Stage): string {
  const failed = reports.filter(({ verdict }) => verdict === "failed");
  return failed.flatMap(({ reviewers }) => reviewers)[0] ?? failed[0]?.id ?? `${stage.id}_gates`;
}

/** What hooks and gates found decides how a stage goes on; people see the report card in any case. */
export function judgeStage(task: Task, event: Of<"gate.verdict">): Advance {
  const advance = decideStage(task, event);
  const { card } = event.verdict;
  if (advance.refused !== undefined || card === undefined) return advance;
  const note = { kind: "report_card", stage: event.stage, text: card } as const;
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

function refuseStage(task: Task, stage: Stage, verdict: StageVerdict): Advance {
  const failedGates = stage.failedGates + 1;
  const isExhausted = failedGates >= task.plan.limits.gateAttempts;
  const back = { by: judgeOf(verdict, stage), text: verdict.note, isExhausted };
  const counted = { ...stage, failedGates };
  return sendBack(task, counted, back) ?? failStage(task, counted, refusedError(task, stage, verdict.note));
}

function refusedError(task: Task, stage: Stage, note: string) {
  return {
    code: "workflow.refused",
    message: `"${stage.title}" was not passed: ${note}`,
    ref: `${task.id}-${stage.id}`,
    isRetryable: false,
  };
}

/** A person's word closes what gates left open, and the report card says whose it was. */
function approvedReports({ reports }: Stage, by: string): StageReport[] {
  const last = Math.max(0, ...reports.map(({ attempt }) => attempt));
  const open = reports.filter(
    ({ kind, attempt, verdict }) => kind === "gate" && attempt === last && verdict === "needs_review",
  );
  return open.map((report) => ({
    ...report,
    verdict: "passed",
    summary: `${by} looked at it and approved.`,
    reviewers: [by],
  }));
}

export function approveStage(task: Task, event: Of<"stage.approved">): Advance {
  const stage = stageOf(task, event.stage);
  if (stage === undefined) return { task, effects: [], refused: "unknown_stage" };
  if (stage.state !== "awaiting_approval") return { task, effects: [], refused: "not_awaiting" };
  return finished(task, {
    ...stage,
    note: `approved by ${event.by}`,
    reports: [...stage.reports, ...approvedReports(stage, event.by)],
  });
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
