import type { Assignment, Plan, Stage, Task } from "../tasks/task.ts";
import type { PersonSettings } from "../tasks/analysis.ts";
import type { PlanInput, PlanRequest } from "./planned-task.ts";

function hasBegun({ state }: Assignment): boolean {
  return state !== "waiting";
}

/** Whoever has begun to lead goes on: a second leader would do the work twice. */
function mergeStage(old: Stage, next: Stage): Stage {
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
  return {
    ...next,
    assignments: [
      ...begun.map((one) => (one.id === promoted ? { ...one, role: "primary" as const } : one)),
      ...(isLeaderless && former !== undefined ? [former] : []),
      ...fresh.filter(({ agent }) => !isLeaderless || agent !== former?.agent),
    ],
  };
}

/**
 * The new plan for what has not begun: assignments that have begun or ended stay as they are, the others are those of
 * the new plan. A stage that has begun stays even where the new plan has none like it.
 */
export function keepBegun(old: Plan, next: Plan): Plan {
  const known = new Map(old.stages.map((stage) => [stage.id, stage]));
  const wanted = new Set(next.stages.map(({ id }) => id));
  const past = old.stages
    .filter(({ id, assignments }) => !wanted.has(id) && assignments.some(hasBegun))
    .map((stage) => ({ ...stage, assignments: stage.assignments.filter(hasBegun) }));
  const merged = next.stages.map((stage) => {
    const before = known.get(stage.id);
    return before === undefined ? stage : mergeStage(before, stage);
  });
  return { stages: [...past, ...merged] };
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
  return {
    ...task,
    requestType,
    priority,
    settings,
    ...(analysis === undefined ? {} : { analysis }),
    ...(selection === undefined ? {} : { selection }),
    plan: keepBegun(task.plan, next),
  };
}
