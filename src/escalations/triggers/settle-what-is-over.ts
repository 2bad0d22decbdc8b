import { BY_ITSELF } from "../escalations.ts";
import type { TriggerDeps } from "./trigger-deps.ts";

const OVER: ReadonlySet<string> = new Set(["done", "cancelled"]);
const CONFLICTS = "conflict";
const CAPACITY = /^capacity\/(.+)$/u;

/** Matters of tasks that are done or cancelled, and shortages that have passed, are settled by themselves. */
export async function settleWhatIsOver({ store, escalations }: TriggerDeps): Promise<void> {
  for (const { id, taskId, matter } of await escalations.open()) {
    const task = taskId === undefined ? undefined : await store.tasks.get(taskId);
    if (task !== undefined && OVER.has(task.state))
      await escalations.act(id, { type: "resolved", by: BY_ITSELF, cause: `${task.id} is ${task.state}` });
    const [, resource] = CAPACITY.exec(matter) ?? [];
    if (resource !== undefined && (await store.documents.get(CONFLICTS, resource)) === undefined)
      await escalations.act(id, { type: "resolved", by: BY_ITSELF, cause: "there is capacity again" });
  }
}
