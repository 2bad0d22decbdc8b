import type { Changes, Store } from "../store/store.ts";
import { BotError } from "../errors.ts";
import type { Task } from "./task.ts";

type Step = Omit<Changes, "task"> & { readonly task: Task };

const TRIES = 20;

/**
 * Reads a task, lets `step` decide what changes, and writes it all at once; when somebody else wrote in between it
 * starts over. `step` returns undefined to leave everything as it is. The new version number is set here.
 */
export async function updateTask(
  store: Store,
  taskId: string,
  step: (task: Task) => Promise<Step | undefined> | Step | undefined,
  options: { readonly known?: Task; readonly nowMs: number },
): Promise<Task | undefined> {
  let known = options.known;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const task = known ?? (await store.tasks.get(taskId));
    known = undefined;
    if (task === undefined) return undefined;
    const changes = await step(task);
    if (changes === undefined) return task;
    const updatedAt = new Date(options.nowMs).toISOString();
    const next = { ...changes.task, version: task.version + 1, updatedAt };
    if ((await store.commit({ ...changes, task: next })) === "committed") return next;
  }
  throw new BotError("tasks.busy", `Task ${taskId} changed too often to be updated`, { retryable: true });
}
