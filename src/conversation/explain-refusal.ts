import type { Task } from "../tasks/task.ts";
import type { Refusal } from "../workflow/plan-event.ts";

/** Why a plan did not take what a person wanted, and what would help. */
export function explainRefusal(refused: Refusal, task: Task): string {
  const stages = task.plan.stages.map(({ id }) => `\`${id}\``).join(", ");
  switch (refused) {
    case "task_over":
      return `**${task.id}** has ended (${task.state}). \`/retry ${task.id}\` starts it again.`;
    case "task_done":
      return `**${task.id}** is done already.`;
    case "not_proposed":
      return `**${task.id}** has started already. \`/plan ${task.id}\` shows where it stands.`;
    case "unknown_stage":
      return `**${task.id}** has no such stage. It has ${stages}.`;
    case "unknown_agent":
      return "That agent has no open place in this stage.";
    case "stage_over":
      return "That stage is over. `/retry` does it again.";
    case "not_begun":
      return "That stage has not begun yet, so there is nothing to do again.";
    case "not_awaiting":
      return `Nothing of **${task.id}** waits for approval there.`;
    case "already_there":
      return "That agent works on this stage already.";
    case "judges_own_work":
      return "Nobody judges what they work on: choose somebody who has no other part in the task.";
    case "loop":
      return "The work has changed hands so often that it would go in circles. Cancel it, or skip the stage with a reason.";
    case "late":
    case "not_due":
      return "That is settled already.";
  }
}
