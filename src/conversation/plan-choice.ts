import type { Choices } from "../chat/messages.ts";
import type { Task } from "../tasks/task.ts";

export const PLAN_ANSWERS = ["start", "change", "cancel"] as const;
export type PlanAnswer = (typeof PLAN_ANSWERS)[number];

const LABELS: Readonly<Record<PlanAnswer, string>> = { start: "Start", change: "Change", cancel: "Cancel" };

/** What may be said to a plan that is only proposed. The prompt names the round, so that a late press is noticed. */
export function planChoice(task: Task): Choices {
  return {
    prompt: `plan.${task.id}.r${task.round}`,
    options: PLAN_ANSWERS.map((value) => ({ value, label: LABELS[value] })),
  };
}
