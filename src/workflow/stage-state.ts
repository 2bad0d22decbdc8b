import type { Assignment, Stage, Task } from "../tasks/task.ts";

/** A stage that fails without failing its task: nothing that was built depends on it. */
const OPTIONAL: ReadonlySet<Stage["purpose"]> = new Set(["communicate", "learn"]);

export function isEssential(stage: Stage): boolean {
  return !OPTIONAL.has(stage.purpose);
}

/** Whatever waits for it may begin. */
export function isStageOver(stage: Stage): boolean {
  if (stage.state === "done" || stage.state === "skipped") return true;
  return stage.state === "failed" && !isEssential(stage);
}

/**
 * Everything that the stage waits for is over, near and far: whoever waits for a skipped stage still waits for what
 * that one waited for. A stage that the plan does not have is no reason to wait.
 */
export function isFree(task: Task, stage: Stage): boolean {
  return stage.needs.every((need) => {
    const before = stageOf(task, need);
    if (before === undefined) return true;
    return isStageOver(before) && (before.state !== "skipped" || isFree(task, before));
  });
}

/** Its agents may work: their jobs are in the queue or in hand. */
export function isStageOpen({ state }: Stage): boolean {
  return state === "ready" || state === "running" || state === "rework";
}

export function isAssignmentOpen({ state }: Assignment): boolean {
  return state === "waiting" || state === "running";
}

/** Those whose turn it is: the next one where agents take turns, else everybody who is not through. */
export function dueAssignments(stage: Stage): Assignment[] {
  if (!isStageOpen(stage)) return [];
  const open = stage.assignments.filter(isAssignmentOpen);
  return takesTurns(stage) ? open.slice(0, 1) : open;
}

export function takesTurns({ mode }: Stage): boolean {
  return mode === "sequential" || mode === "review";
}

/** Hooks or gates have a say in whether the stage is over. */
export function isJudged({ gates, hooks, isShared }: Stage): boolean {
  return gates.length > 0 || hooks.length > 0 || isShared;
}

/** A job of its own ends the stage: hooks, gates, or what else lies between two stages. */
export function needsFinishJob(task: Task, stage: Stage): boolean {
  return task.plan.stages.length > 1 || isJudged(stage);
}

export function stageOf(task: Task, id: string): Stage | undefined {
  return task.plan.stages.find((stage) => stage.id === id);
}

/** The stage that an assignment belongs to, with it. */
export function placeOf(
  task: Task,
  assignmentId: string,
): { stage: Stage; assignment: Assignment } | undefined {
  for (const stage of task.plan.stages) {
    const assignment = stage.assignments.find(({ id }) => id === assignmentId);
    if (assignment !== undefined) return { stage, assignment };
  }
  return undefined;
}

/** The task with one stage changed. */
export function withStage(task: Task, id: string, change: Partial<Stage>): Task {
  const stages = task.plan.stages.map((stage) => (stage.id === id ? { ...stage, ...change } : stage));
  return { ...task, plan: { ...task.plan, stages } };
}

/** The stage with one assignment changed. */
export function withAssignmentIn(stage: Stage, id: string, change: Partial<Assignment>): Stage {
  const assignments = stage.assignments.map((each) => (each.id === id ? { ...each, ...change } : each));
  return { ...stage, assignments };
}

/** All stages that wait for one of these, near and far. */
export function dependentsOf(task: Task, id: string): Stage[] {
  const found = new Set([id]);
  // Stages may be listed in any order, so this goes on until a pass finds nothing new.
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const stage of task.plan.stages)
      if (stage.needs.some((need) => found.has(need))) found.add(stage.id);
  }
  return task.plan.stages.filter((stage) => stage.id !== id && found.has(stage.id));
}

/** Who does the work of the task, as against those who judge it. */
export function workersOf(task: Task): ReadonlySet<string> {
  const all = task.plan.stages.flatMap((stage) => stage.assignments);
  return new Set(all.filter(({ role }) => isWorker(role)).map(({ agent }) => agent));
}

export function isWorker(role: Assignment["role"]): boolean {
  return role === "primary" || role === "support";
}

/** The agent that a stage is known by. */
export function leadOf(stage: Stage): string {
  const lead = stage.assignments.find(({ role }) => role === "primary") ?? stage.assignments[0];
  return lead?.agent ?? "nobody";
}
