import { BotError, messageOf } from "../errors.ts";
import type { JobRun } from "../jobs/job.ts";
import type { Stage, Task } from "../tasks/task.ts";
import { isTerminal } from "../tasks/task.ts";
import { applyPlanEvent } from "./apply-plan-event.ts";
import type { PlanDeps } from "./apply-plan-event.ts";
import type { StageVerdict } from "./plan-event.ts";
import type { StageChecks } from "./stage-checks.ts";
import { isJudged, stageOf } from "./stage-state.ts";

export interface StageRef {
  readonly taskId: string;
  readonly stageId: string;
  readonly round: number;
  readonly stageRound: number;
}

export interface FinishDeps extends PlanDeps {
  readonly checks: StageChecks;
}

const NOTHING_TO_CHECK: StageVerdict = { outcome: "passed", note: "", reports: [] };

/** The stage when its agents are through in this very round and it waits to be judged. */
function gatingStage(task: Task | undefined, ref: StageRef): Stage | undefined {
  if (task === undefined || isTerminal(task.state) || task.round !== ref.round) return undefined;
  const stage = stageOf(task, ref.stageId);
  return stage?.state === "gating" && stage.round === ref.stageRound ? stage : undefined;
}

/**
 * Ends a stage whose agents are through: runs its hooks and gates and lets the plan go on by what they say. Safe to
 * run again: a stage that is judged already is left alone.
 */
export async function finishStage(
  ref: StageRef,
  deps: FinishDeps,
  run: Pick<JobRun, "signal">,
): Promise<void> {
  const task = await deps.store.tasks.get(ref.taskId);
  const stage = gatingStage(task, ref);
  if (task === undefined || stage === undefined) return;
  const verdict = isJudged(stage)
    ? await deps.checks.judge({
        task,
        stage,
        results: await deps.store.tasks.results(task.id),
        attempt: stage.failedGates + 1,
        signal: run.signal,
      })
    : NOTHING_TO_CHECK;
  await applyVerdict(ref, verdict, deps, task);
}

/** What could not be checked is not passed: a person decides. */
export async function giveUpStage(ref: StageRef, error: unknown, deps: PlanDeps): Promise<void> {
  const why = error instanceof BotError ? ` ${messageOf(error)}` : "";
  const note = `Its hooks and gates could not be run.${why} Do you accept it without?`;
  await applyVerdict(ref, { outcome: "ask", note, reports: [] }, deps);
}

async function applyVerdict(
  { taskId, stageId, round, stageRound }: StageRef,
  verdict: StageVerdict,
  deps: PlanDeps,
  known?: Task,
): Promise<void> {
  const event = { type: "gate.verdict", stage: stageId, round: stageRound, verdict } as const;
  await applyPlanEvent({ taskId, round, event, ...(known === undefined ? {} : { known }) }, deps);
}
