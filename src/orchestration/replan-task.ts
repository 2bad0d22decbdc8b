import { isDeepStrictEqual } from "node:util";
import type { Assignment, Plan, Stage, Task } from "../tasks/task.ts";
import type { PersonSettings } from "../tasks/analysis.ts";
import { settlePlan } from "../workflow/settle-plan.ts";
import { isStageOpen, isStageOver } from "../workflow/stage-state.ts";
import type { PlanInput, PlanRequest } from "./planned-task.ts";

function hasBegun({ state }: Pick<Assignment, "state">): boolean {
  return state !== "waiting";
}

/** Whoever has begun to lead goes on: a second leader would do the work twice. */
function mergeAssignments(old: Stage, next: Stage): Assignment[] {
  const begun = old.assignments.filter(hasBegun);
  const isLed = begun.some(({ role }) => role === "primary");
  const lead = next.assignments.find(({ role }) => role === "primary");
  const helping = begun.find(({ agent }) => agent === lead?.agent);
  // A supporter that has begun takes the lead with what it does already; one that failed cannot.
  const promoted = !isLed && helping !== undefined && helping.state !== "failed" ? helping.id : undefined;
  const former = old.assignments.find(({ role }) => role === "primary");
  const isLeaderless = !isLed && promoted === undefined && helping !== undefined;
  const fresh = next.assignments.filter(
    (one) => !(isLed && one.role === "primary") && begun.every(({ agent }) => agent !== one.agent),
  );
  return [
    ...begun.map((one) => (one.id === promoted ? { ...one, role: "primary" as const } : one)),
    ...(isLeaderless && former !== undefined ? [former] : []),
    ...fresh.filter(({ agent }) => !isLeaderless || agent !== former?.agent),
  ];
}

function inRound(stage: Stage, round: number): Stage {
  return { ...stage, round, assignments: stage.assignments.map((one) => ({ ...one, round })) };
}

/** A stage whose jobs are in the queue and that nobody has begun: with a job that ends it, other jobs need other ids. */
function mergeReady(old: Stage, next: Stage, hasEnd: boolean): Stage {
  const isSame = isDeepStrictEqual(
    old.assignments.map(({ id }) => id),
    next.assignments.map(({ id }) => id),
  );
  return {
    ...inRound(next, hasEnd && !isSame ? old.round + 1 : old.round),
    state: old.state,
    earlier: old.earlier,
  };
}

/** A stage that is over or being judged stays as it is; one at work takes in whoever is new, in a round of its own. */
function mergeStage(old: Stage, next: Stage, hasEnd: boolean): Stage {
  if (!isStageOpen(old)) return old.state === "waiting" ? next : old;
  if (!old.assignments.some(hasBegun)) return mergeReady(old, next, hasEnd);
  const round = hasEnd ? old.round + 1 : old.round;
  const known = new Set(old.assignments.map(({ id }) => id));
  const assignments = mergeAssignments(old, next).map((one) => (known.has(one.id) ? one : { ...one, round }));
  const { needs, gates, hooks, checklists, sync } = next;
  const kept = sync === undefined ? {} : { sync };
  return { ...old, ...kept, needs, gates, hooks, checklists, round, isPatched: true, assignments };
}

function isBegun({ state, assignments }: Stage): boolean {
  return (state !== "waiting" && state !== "ready") || assignments.some(hasBegun);
}

/**
 * The new plan for what has not begun: assignments that have begun or ended stay as they are, the others are those of
 * the new plan. A stage that has begun stays even where the new plan has none like it. Once anything has begun nobody
 * is asked whether it may.
 */
export function keepBegun(old: Plan, next: Plan): Plan {
  const known = new Map(old.stages.map((stage) => [stage.id, stage]));
  const wanted = new Set(next.stages.map(({ id }) => id));
  const past = old.stages
    .filter((stage) => !wanted.has(stage.id) && isBegun(stage))
    .map((stage) => ({ ...stage, assignments: stage.assignments.filter((one) => hasBegun(one)) }))
    .filter(({ assignments }) => assignments.length > 0);
  const hasEnd = ({ gates, hooks }: Stage): boolean =>
    next.stages.length + past.length > 1 || gates.length + hooks.length > 0;
  const merged = next.stages.map((stage) => {
    const before = known.get(stage.id);
    return before === undefined ? stage : mergeStage(before, stage, hasEnd(stage));
  });
  const { isUnattended, hops } = old;
  const goesOn = isUnattended || old.stages.some(isBegun);
  return {
    ...next,
    isUnattended,
    hops,
    state: goesOn ? "started" : next.state,
    stages: [...past, ...merged],
  };
}

/** A task keeps the text of its route once only. */
function inputOf(task: Task, settings: PersonSettings): PlanInput {
  return { text: task.text, route: { ...task.route, text: task.text }, settings };
}

/**
 * Plans a task anew after something about it changed, a person's word or the rules: analysis, selection, priority,
 * and the plan of what has not begun yet. What has begun is left alone. The round stays, so jobs keep their ids.
 */
export async function replanTask(task: Task, settings: PersonSettings, plan: PlanRequest): Promise<Task> {
  const planned = await plan(inputOf(task, settings));
  const { analysis, selection, priority, requestType, plan: next } = planned;
  const kept = keepBegun(task.plan, next);
  return freed({
    ...task,
    requestType,
    priority,
    settings,
    ...(analysis === undefined ? {} : { analysis }),
    ...(selection === undefined ? {} : { selection }),
    plan: kept,
  });
}

/** Stages that wait for nothing may begin; a plan that has lost all that was left to do ends with its next event. */
function freed(task: Task): Task {
  return task.plan.stages.every(isStageOver) ? task : settlePlan(task).task;
}
