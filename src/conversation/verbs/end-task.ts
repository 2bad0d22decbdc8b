import { applyPlanEvent } from "../../workflow/apply-plan-event.ts";
import { STOPPED } from "../../workflow/plan-event.ts";
import type { PlanEvent } from "../../workflow/plan-event.ts";
import { NOT_YOURS } from "../commands/steer-plan.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { explainRefusal } from "../explain-refusal.ts";
import { maySteer, nameOf } from "../may-steer.ts";
import { done, notDone, type TaskOutcome, type TaskWish } from "./outcome.ts";

async function end(
  { task, said }: TaskWish,
  event: PlanEvent,
  { told, deps }: { readonly told: string; readonly deps: ConversationDeps },
): Promise<TaskOutcome> {
  if (!maySteer(said, task, deps)) return notDone(NOT_YOURS);
  const step = await applyPlanEvent({ taskId: task.id, event }, deps);
  if (step === undefined) return notDone(`I know no task ${task.id} any more.`);
  const { refused } = step.advance;
  return refused === undefined ? done(told) : notDone(explainRefusal(refused, step.task));
}

/** A person says that a task is done: it ends as such, and whatever its agents still had to do is taken back. */
export async function finishTask(
  wish: TaskWish & { readonly note?: string },
  deps: ConversationDeps,
): Promise<TaskOutcome> {
  const { note, said, task } = wish;
  const more = note === undefined || note === "" ? {} : { note };
  const event = { type: "task.finished", by: nameOf(said), ...more } as const;
  return end(wish, event, { told: `**${task.id}** is done.`, deps });
}

/** A person stops a task: nothing of it runs any more, and what was done stays in its thread. */
export async function stopTask(wish: TaskWish, deps: ConversationDeps): Promise<TaskOutcome> {
  const { said, task } = wish;
  const event = { type: "task.cancelled", by: nameOf(said), reason: STOPPED } as const;
  const told = `**${task.id}** is stopped. What was done until now stays in its thread.`;
  return end(wish, event, { told, deps });
}
