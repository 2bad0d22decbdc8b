import { BY_ITSELF } from "../escalations.ts";
import { blockedMatter, BLOCKS } from "./ask-about-unresolved.ts";
import type { TriggerDeps } from "./trigger-deps.ts";

const OVER: ReadonlySet<string> = new Set(["done", "cancelled"]);
const CONFLICTS = "conflict";
const CAPACITY = /^capacity\/(.+)$/u;

/** It was raised because the task was blocked, and nobody calls it so any more. */
async function isFreeAgain(
  taskId: string,
  matter: string,
  { documents }: TriggerDeps["store"],
): Promise<boolean> {
  return matter === blockedMatter(taskId) && (await documents.get(BLOCKS, taskId)) === undefined;
}

/** Matters of tasks that are done or cancelled, and shortages that have passed, are settled by themselves. */
export async function settleWhatIsOver({ store, escalations }: TriggerDeps): Promise<void> {
  for (const { id, taskId, matter } of await escalations.open()) {
    const task = taskId === undefined ? undefined : await store.tasks.get(taskId);
    if (task !== undefined && OVER.has(task.state))
      await escalations.act(id, { type: "resolved", by: BY_ITSELF, cause: `${task.id} is ${task.state}` });
    if (task !== undefined && (await isFreeAgain(task.id, matter, store)))
      await escalations.act(id, { type: "resolved", by: BY_ITSELF, cause: "it is not blocked any more" });
    const [, resource] = CAPACITY.exec(matter) ?? [];
    if (resource !== undefined && (await store.documents.get(CONFLICTS, resource)) === undefined)
      await escalations.act(id, { type: "resolved", by: BY_ITSELF, cause: "there is capacity again" });
  }
}
