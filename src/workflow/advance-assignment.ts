import type { Assignment, Stage, Task } from "../tasks/task.ts";
import type { Advance, PlanEffect, PlanEvent, Refusal } from "./plan-event.ts";
import { closeOrAsk } from "./judge-stage.ts";
import { syncOf } from "./keep-in-step.ts";
import { restarted, sendBack } from "./repeat-stage.ts";
import { failStage } from "./settle-plan.ts";
import {
  dueAssignments,
  isAssignmentOpen,
  isWorker,
  needsFinishJob,
  placeOf,
  takesTurns,
  withAssignmentIn,
  withStage,
} from "./stage-state.ts";

type Of<Type extends PlanEvent["type"]> = Extract<PlanEvent, { type: Type }>;

interface Found {
  readonly stage: Stage;
  readonly assignment: Assignment;
}

/** The assignment when it is its turn in this very round, else why not. */
function findDue(
  task: Task,
  { assignment: id, round }: { assignment: string; round: number },
): Found | Refusal {
  const found = placeOf(task, id);
  if (found?.assignment.round !== round || !isAssignmentOpen(found.assignment)) return "late";
  return dueAssignments(found.stage).includes(found.assignment) ? found : "not_due";
}

export function startAssignment(task: Task, event: Of<"assignment.started">): Advance {
  const found = findDue(task, event);
  if (typeof found === "string") return { task, effects: [], refused: found };
  const { stage, assignment } = found;
  const running = withAssignmentIn(stage, assignment.id, { state: "running", starts: assignment.starts + 1 });
  const next = withStage(task, stage.id, { ...running, state: "running" });
  return { task: { ...next, state: "running" }, effects: [] };
}

/** Reviewers and gates may ask for changes, and so may everybody of a stage that others' work is sent back from. */
function mayAsk(stage: Stage, { role }: Assignment): boolean {
  return !isWorker(role) || stage.reworks !== undefined;
}

export function finishAssignment(task: Task, event: Of<"assignment.finished">): Advance {
  const found = findDue(task, event);
  if (typeof found === "string") return { task, effects: [], refused: found };
  const { result, changes } = event;
  const asks = changes !== undefined;
  const done = withAssignmentIn(found.stage, found.assignment.id, {
    state: "done",
    result,
    ...(asks ? { wantsChanges: true } : {}),
  });
  const sync = syncOf(done, found.assignment);
  const stage = sync === undefined ? done : { ...done, syncs: [...done.syncs, sync] };
  if (asks && stage.mode !== "joint" && mayAsk(stage, found.assignment)) {
    const changeRequests = stage.changeRequests + 1;
    const isExhausted = changeRequests > stage.maxRounds;
    const back = { by: found.assignment.agent, text: changes, result, isExhausted };
    const sent = sendBack(task, { ...stage, changeRequests }, back);
    if (sent !== undefined) return sent;
  }
  const next = goOn(task, stage);
  if (sync === undefined) return next;
  return { ...next, effects: [{ type: "collaboration.sync", stage: stage.id, sync }, ...next.effects] };
}

export function failAssignmentIn(task: Task, event: Of<"assignment.failed">): Advance {
  const found = findDue(task, event);
  if (typeof found === "string") return { task, effects: [], refused: found };
  const stage = withAssignmentIn(found.stage, found.assignment.id, { state: "failed" });
  // Without a supporter work goes on and says so; without its lead it is not done, without its judge not judged.
  if (found.assignment.role === "support") return goOn(task, stage);
  return failStage(task, stage, event.error);
}

/** After one agent of a stage: the next one, the next joint round, or the end of the stage. */
function goOn(task: Task, stage: Stage): Advance {
  const next = withStage(task, stage.id, stage);
  if (stage.assignments.some(isAssignmentOpen)) return { task: next, effects: startNext(stage) };
  const jointRounds = stage.jointRounds + 1;
  const again = stage.assignments.some(({ wantsChanges }) => wantsChanges === true);
  if (stage.mode === "joint" && again && jointRounds < stage.maxRounds) {
    const round = { ...restarted(stage, "rework"), jointRounds };
    return {
      task: withStage(task, stage.id, round),
      effects: [{ type: "stage.start", stage: stage.id }],
    };
  }
  if (!needsFinishJob(task, stage)) return closeOrAsk(task, stage);
  return {
    task: withStage(task, stage.id, { ...stage, state: "gating" }),
    effects: stage.isPatched ? [{ type: "stage.finish", stage: stage.id }] : [],
  };
}

/** The flow of a stage lets its agents take turns by itself; one that was patched is told whose turn it is. */
function startNext(stage: Stage): PlanEffect[] {
  if (!stage.isPatched || !takesTurns(stage)) return [];
  const assignments = dueAssignments(stage).map(({ id }) => id);
  return [{ type: "assignments.start", stage: stage.id, assignments }];
}
