import type { Stage, Task } from "../tasks/task.ts";
import type { Advance, EndState, JobPlace, PlanEffect, PlanError } from "./plan-event.ts";
import {
  isAssignmentOpen,
  isFree,
  isStageOpen,
  isStageOver,
  needsFinishJob,
  stageOf,
  withStage,
} from "./stage-state.ts";

/** Jobs that a stage has in the queue at most; what is not there need not be taken back. */
export function jobsOf(task: Task, stage: Stage): JobPlace[] {
  if (!isStageOpen(stage) && stage.state !== "gating") return [];
  const open = stage.assignments.filter(isAssignmentOpen);
  return [
    ...(needsFinishJob(task, stage) ? [{ kind: "stage" as const, stage: stage.id, round: stage.round }] : []),
    ...open.map(({ id, round }) => ({
      kind: "assignment" as const,
      stage: stage.id,
      assignment: id,
      round,
    })),
  ];
}

export function cancelJobs(task: Task, jobs: readonly JobPlace[]): PlanEffect[] {
  return jobs.length === 0 ? [] : [{ type: "jobs.cancel", round: task.round, jobs }];
}

/** The stage with everything ended that had not: nothing of it counts any more. */
export function closeStage(stage: Stage, state: "skipped" | "failed" | "cancelled", note?: string): Stage {
  const assignments = stage.assignments.map((each) =>
    isAssignmentOpen(each) ? { ...each, state: "cancelled" as const } : each,
  );
  return { ...stage, assignments, state, ...(note === undefined ? {} : { note }) };
}

function isSettled(stage: Stage): boolean {
  return ["done", "skipped", "failed", "cancelled"].includes(stage.state);
}

/** Ends the task: what still runs is told, what waits is taken back, and no event changes it again but a retry. */
export function endTask(task: Task, state: EndState, error?: PlanError): Advance {
  const jobs = task.plan.stages.flatMap((stage) => jobsOf(task, stage));
  const stages = task.plan.stages.map((stage) => (isSettled(stage) ? stage : closeStage(stage, "cancelled")));
  const kept =
    error === undefined ? {} : { error: { code: error.code, message: error.message, ref: error.ref } };
  return {
    task: { ...task, ...kept, state, plan: { ...task.plan, stages } },
    effects: [...cancelJobs(task, jobs), { type: "task.ended", state }],
  };
}

/** Lets begin what waits for nothing any more, and ends the task when nothing is left to do. */
export function settlePlan(task: Task, effects: readonly PlanEffect[] = []): Advance {
  if (task.plan.state === "proposed") return { task, effects };
  const { stages } = task.plan;
  if (stages.every(isStageOver)) {
    const ended = endTask(task, "done");
    return { task: ended.task, effects: [...effects, ...ended.effects] };
  }
  const ready = stages.filter((stage) => stage.state === "waiting" && isFree(task, stage));
  const next = ready.reduce((current, { id }) => withStage(current, id, { state: "ready" }), task);
  const starts = ready.map(({ id }): PlanEffect => ({ type: "stage.start", stage: id }));
  return { task: next, effects: [...effects, ...starts] };
}

/** A stage that cannot be done fails its task, unless nothing that was built depends on it. */
export function failStage(task: Task, stage: Stage, error: PlanError): Advance {
  const cancelled = cancelJobs(task, jobsOf(task, stage));
  const failed = withStage(task, stage.id, closeStage(stage, "failed", error.message));
  const closed = stageOf(failed, stage.id);
  if (closed !== undefined && isStageOver(closed)) return settlePlan(failed, cancelled);
  const ended = endTask(failed, error.isRetryable ? "dead" : "failed", error);
  return { task: ended.task, effects: [...cancelled, ...ended.effects] };
}
