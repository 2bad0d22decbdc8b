import { isTerminal } from "../tasks/task.ts";
import type { Task } from "../tasks/task.ts";
import { failAssignmentIn, finishAssignment, startAssignment } from "./advance-assignment.ts";
import { cancelTask, changePlan, reassign, retryStage, skipStage, startPlan } from "./change-by-person.ts";
import { endTask } from "./settle-plan.ts";
import { approveStage, judgeStage, refuseApproval } from "./judge-stage.ts";
import type { Advance, PlanEvent } from "./plan-event.ts";

/** Events that a task takes although it has ended: somebody wants it to go on. */
const REVIVING: ReadonlySet<PlanEvent["type"]> = new Set(["stage.retried", "plan.changed"]);

/**
 * One step of a plan: the task as the event leaves it, and what is to be done then. Pure, and the only place that
 * decides how plans go on. An event that comes late, twice or out of turn changes nothing and says why.
 */
export function advancePlan(task: Task, event: PlanEvent): Advance {
  if (isTerminal(task.state) && !REVIVING.has(event.type))
    return { task, effects: [], refused: task.state === "done" ? "task_done" : "task_over" };
  switch (event.type) {
    case "plan.started":
      return startPlan(task);
    case "plan.changed":
      return changePlan(task, event);
    case "assignment.started":
      return startAssignment(task, event);
    case "assignment.finished":
      return finishAssignment(task, event);
    case "assignment.failed":
      return failAssignmentIn(task, event);
    case "gate.verdict":
      return judgeStage(task, event);
    case "stage.approved":
      return approveStage(task, event);
    case "stage.refused":
      return refuseApproval(task, event);
    case "stage.retried":
      return retryStage(task, event);
    case "stage.skipped":
      return skipStage(task, event);
    case "assignment.reassigned":
      return reassign(task, event);
    case "task.cancelled":
      return cancelTask(task);
    case "task.finished":
      return endTask(task, "done");
  }
}
