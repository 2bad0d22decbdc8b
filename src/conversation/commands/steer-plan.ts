import type { Task } from "../../tasks/task.ts";
import { applyPlanEvent } from "../../workflow/apply-plan-event.ts";
import type { PlanEvent } from "../../workflow/plan-event.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { explainRefusal } from "../explain-refusal.ts";
import { maySteer } from "../may-steer.ts";
import { refused, type CommandCall, type CommandAnswer } from "./command.ts";
import { findTask } from "./find-task.ts";

export const NOT_YOURS =
  "Only whoever asked for it can do that with this task, or somebody with the permission `command`.";

export interface Steering {
  readonly task: Task;
  readonly rest: string;
}

/** The named task, when the one who asks may steer it; else what to tell them. */
export async function findSteerable(call: CommandCall, deps: ConversationDeps): Promise<Steering | string> {
  const found = await findTask(call, deps);
  if (typeof found === "string") return found;
  return maySteer(call.incoming, found.task, deps) ? found : NOT_YOURS;
}

/** Lets an event happen to a task for a person: what to tell them when it worked, and why when it did not. */
export async function steer(
  task: Task,
  event: PlanEvent,
  { deps, done }: { readonly deps: ConversationDeps; readonly done: string },
): Promise<string | CommandAnswer> {
  const step = await applyPlanEvent({ taskId: task.id, event }, deps);
  if (step === undefined) return refused(`I know no task ${task.id} any more.`);
  const { refused: why } = step.advance;
  return why === undefined ? done : refused(explainRefusal(why, step.task));
}

/** "stage the rest of it": the stage by its id or by its number in the plan, and what follows. */
export function readStage(
  task: Task,
  text: string,
): { readonly stage: string; readonly rest: string } | undefined {
  const [, word = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(text.trim()) ?? [];
  const { stages } = task.plan;
  const found =
    stages.find(({ id }) => id === word.toLowerCase()) ??
    (/^\d+$/u.test(word) ? stages[Number(word) - 1] : undefined);
  return found === undefined ? undefined : { stage: found.id, rest: rest.trim() };
}

export function stagesOf({ plan }: Task): string {
  return plan.stages.map(({ id }) => `\`${id}\``).join(", ");
}
