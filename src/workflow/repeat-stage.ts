import type { Plan, Stage, Task } from "../tasks/task.ts";
import type { Advance, PlanEffect } from "./plan-event.ts";
import { cancelJobs, failStage, jobsOf, settlePlan } from "./settle-plan.ts";
import { dependentsOf, isFree, isWorker, leadOf, stageOf, withStage } from "./stage-state.ts";

/** The stage from its beginning, in a round of its own; what its agents found is kept for the new round. */
export function restarted(stage: Stage, state: "waiting" | "rework", more: readonly string[] = []): Stage {
  const round = stage.round + 1;
  const found = stage.assignments.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const { note: _said, ...rest } = stage;
  return {
    ...rest,
    state,
    round,
    jointRounds: 0,
    isPatched: false,
    earlier: [...new Set([...found, ...more])],
    assignments: stage.assignments.map(({ id, agent, role, reason }) => ({
      id,
      agent,
      role,
      reason,
      state: "waiting",
      starts: 0,
      round,
    })),
  };
}

/** A stage begins again, and whatever was built on it waits for it once more. Skipped stages stay skipped. */
export function repeatStage(
  task: Task,
  target: Stage,
  change: (stage: Stage) => Stage,
): { task: Task; effects: PlanEffect[] } {
  const later = dependentsOf(task, target.id).filter(
    ({ state }) => state !== "waiting" && state !== "skipped",
  );
  const jobs = [target, ...later].flatMap((stage) => jobsOf(task, stage));
  const reset = later.reduce(
    (current, stage) => withStage(current, stage.id, restarted(stage, "waiting")),
    withStage(task, target.id, change(target)),
  );
  return { task: reset, effects: cancelJobs(task, jobs) };
}

/** One more time that work goes from one agent to another although no stage foresees it; undefined: a loop. */
export function countHop(plan: Plan, from: string, to: string): Plan["hops"] | undefined {
  if (from === to) return plan.hops;
  const known = plan.hops.find((hop) => hop.from === from && hop.to === to);
  const count = (known?.count ?? 0) + 1;
  const all = plan.hops.reduce((sum, hop) => sum + hop.count, 0) + 1;
  if (count > plan.limits.sameHandoff || all > plan.limits.maxHops) return undefined;
  return [...plan.hops.filter((hop) => hop !== known), { from, to, count }];
}

export interface SendBack {
  readonly by: string;
  /** What is to be changed. */
  readonly text: string;
  /** The result that says so. */
  readonly result?: string;
  readonly isExhausted: boolean;
}

function targetOf(task: Task, stage: Stage): Stage | undefined {
  if (stage.reworks !== undefined) return stageOf(task, stage.reworks);
  return stage.assignments.some(({ role }) => isWorker(role)) ? stage : undefined;
}

/** Beyond its limit, work is not sent back once more: somebody above has to look at it, and the task ends. */
function giveUp(task: Task, stage: Stage, problem: string): Advance {
  const { trigger } = task.plan.limits;
  const failed = failStage(task, stage, {
    code: "workflow.limit",
    message: problem,
    ref: `${task.id}-${stage.id}`,
    isRetryable: false,
  });
  return {
    task: failed.task,
    effects: [{ type: "escalate", stage: stage.id, trigger, problem }, ...failed.effects],
  };
}

/**
 * Work goes back to those who made it. Undefined when there is nobody to send it to: the stage judges no work of the
 * plan. `stage` is passed as it is to be kept, with its counters.
 */
export function sendBack(task: Task, stage: Stage, back: SendBack): Advance | undefined {
  const counted = withStage(task, stage.id, stage);
  const target = targetOf(counted, stage);
  if (target === undefined) return undefined;
  const { by, text, result } = back;
  if (back.isExhausted)
    return giveUp(counted, stage, `"${stage.title}" was not passed within its limit: ${text}`);
  const hops = countHop(task.plan, by, leadOf(target));
  if (hops === undefined)
    return giveUp(
      counted,
      stage,
      `The work goes round in circles between ${by} and ${leadOf(target)}: ${text}`,
    );
  const more = result === undefined ? [] : [result];
  const begins = isFree(task, target);
  const reset = repeatStage(counted, target, (one) => ({
    ...restarted(one, begins ? "rework" : "waiting", more),
    note: text,
  }));
  const next = { ...reset.task, plan: { ...reset.task.plan, hops } };
  return settlePlan(next, [
    ...reset.effects,
    ...(begins ? [{ type: "stage.start", stage: target.id } as const] : []),
    { type: "post", note: { kind: "rework", stage: stage.id, target: target.id, by, text } },
  ]);
}
