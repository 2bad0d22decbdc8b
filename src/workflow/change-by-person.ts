import { isTerminal } from "../tasks/task.ts";
import type { Assignment, Stage, Task } from "../tasks/task.ts";
import type { Advance, PlanEffect, PlanEvent, Refusal } from "./plan-event.ts";
import { countHop, repeatStage, restarted } from "./repeat-stage.ts";
import { cancelJobs, closeStage, endTask, jobsOf, settlePlan } from "./settle-plan.ts";
import {
  dueAssignments,
  isAssignmentOpen,
  isEssential,
  isStageOpen,
  isWorker,
  stageOf,
  withStage,
  workersOf,
} from "./stage-state.ts";

type Of<Type extends PlanEvent["type"]> = Extract<PlanEvent, { type: Type }>;

function refuse(task: Task, refused: Refusal): Advance {
  return { task, effects: [], refused };
}

export function startPlan(task: Task): Advance {
  if (task.plan.state !== "proposed") return refuse(task, "not_proposed");
  return settlePlan({ ...task, plan: { ...task.plan, state: "started" } });
}

/** Another plan takes the place of the one there is; what has begun is dropped, and the new one has ids of its own. */
export function changePlan(task: Task, { plan }: Of<"plan.changed">): Advance {
  const { error: _settled, ...rest } = task;
  const jobs = task.plan.stages.flatMap((stage) => jobsOf(task, stage));
  const next: Task = { ...rest, state: "queued", round: task.round + 1, plan };
  return settlePlan(next, cancelJobs(task, jobs));
}

export function cancelTask(task: Task): Advance {
  return endTask(task, "cancelled");
}

/** The stage from its beginning in a new round of its task, which is enough to tell its jobs and results apart. */
function again(stage: Stage): Stage {
  const { round } = stage;
  const fresh = restarted(stage, "waiting");
  return { ...fresh, round, assignments: fresh.assignments.map((each) => ({ ...each, round })) };
}

/** Stages that failed, or were cut off when the task ended, wait again; what was done stays done. */
function reopened(task: Task): Task {
  const { error: _settled, ...rest } = task;
  const stages = task.plan.stages.map((stage) =>
    stage.state === "cancelled" || (stage.state === "failed" && isEssential(stage)) ? again(stage) : stage,
  );
  return {
    ...rest,
    state: "queued",
    round: task.round + 1,
    plan: { ...task.plan, state: "started", stages },
  };
}

/** A stage is done again, and what was built on it after that; a task that has failed goes on in its next round. */
export function retryStage(task: Task, event: Of<"stage.retried">): Advance {
  const before = stageOf(task, event.stage);
  if (before === undefined) return refuse(task, "unknown_stage");
  if (task.state === "done") return refuse(task, "task_done");
  const isOver = isTerminal(task.state);
  if (!isOver && before.state === "waiting") return refuse(task, "not_begun");
  const open = isOver ? reopened(task) : task;
  const target = stageOf(open, event.stage) ?? before;
  const fresh = (stage: Stage): Stage => ({
    ...(stage.state === "waiting" ? stage : isOver ? again(stage) : restarted(stage, "waiting")),
    failedGates: 0,
    changeRequests: 0,
  });
  const reset = repeatStage(open, target, fresh);
  return settlePlan(reset.task, reset.effects);
}

export function skipStage(task: Task, event: Of<"stage.skipped">): Advance {
  const stage = stageOf(task, event.stage);
  if (stage === undefined) return refuse(task, "unknown_stage");
  if (["done", "skipped", "failed", "cancelled"].includes(stage.state)) return refuse(task, "stage_over");
  const { by, reason } = event;
  const skipped = withStage(task, stage.id, closeStage(stage, "skipped", `${reason} (${by})`));
  return settlePlan(skipped, [
    ...cancelJobs(task, jobsOf(task, stage)),
    { type: "post", note: { kind: "skipped", stage: stage.id, by, text: reason } },
  ]);
}

/** Whose place is taken: the one named, else the lead's, as long as that one is not through. */
function seatOf(stage: Stage, from: string | undefined): Assignment | undefined {
  const open = stage.assignments.filter(isAssignmentOpen);
  if (from !== undefined) return open.find(({ agent }) => agent === from);
  return open.find(({ role }) => role === "primary") ?? open[0];
}

function judges(task: Task, to: string): boolean {
  return task.plan.stages.some(({ assignments }) =>
    assignments.some(({ agent, role }) => agent === to && !isWorker(role)),
  );
}

/** Nobody judges what they work on, whichever of the two comes second. */
function clashes(task: Task, seat: Assignment, to: string): boolean {
  return isWorker(seat.role) ? judges(task, to) : workersOf(task).has(to);
}

export function reassign(task: Task, event: Of<"assignment.reassigned">): Advance {
  const { to, from } = event;
  const stage = stageOf(task, event.stage);
  if (stage === undefined) return refuse(task, "unknown_stage");
  if (stage.state !== "waiting" && !isStageOpen(stage)) return refuse(task, "stage_over");
  if (stage.assignments.some(({ agent }) => agent === to)) return refuse(task, "already_there");
  const seat = seatOf(stage, from);
  if (seat === undefined) return refuse(task, from === undefined ? "stage_over" : "unknown_agent");
  if (clashes(task, seat, to)) return refuse(task, "judges_own_work");
  const hops = countHop(task.plan, seat.agent, to);
  if (hops === undefined) return refuse(task, "loop");

  const isBegun = isStageOpen(stage);
  const round = stage.round + 1;
  const taken: Assignment = {
    id: `${stage.id}-${to}`,
    agent: to,
    role: seat.role,
    reason: `takes over from ${seat.agent}, as ${event.by} wants`,
    state: "waiting",
    starts: 0,
    round,
  };
  const assignments = stage.assignments.map((each) => (each.id === seat.id ? taken : each));
  const changed: Stage = { ...stage, round, isPatched: stage.isPatched || isBegun, assignments };
  const next = withStage({ ...task, plan: { ...task.plan, hops } }, stage.id, changed);
  // Taking the old job back may take along what is tied to it, so whoever may work is started once more.
  const due = dueAssignments(changed).map(({ id }) => id);
  const start: PlanEffect[] =
    due.length === 0 ? [] : [{ type: "assignments.start", stage: stage.id, assignments: due }];
  const old = jobsOf(task, stage).filter((job) => job.kind === "assignment" && job.assignment === seat.id);
  return {
    task: next,
    effects: [
      ...cancelJobs(task, old),
      ...start,
      { type: "post", note: { kind: "reassigned", stage: stage.id, from: seat.agent, to } },
    ],
  };
}
