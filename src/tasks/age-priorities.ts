import type { JobQueue, WaitingJob } from "../jobs/job-queue.ts";
import { agedPlace } from "../orchestration/place-in-queue.ts";
import type { PriorityRules } from "../orchestration/priority-rules.ts";
import type { Store } from "../store/store.ts";
import { taskIdOfJob } from "./assignment-job.ts";
import { isTerminal, type Task } from "./task.ts";

export interface AgeDeps {
  readonly store: Pick<Store, "tasks">;
  readonly jobs: Pick<JobQueue, "waitingJobs" | "changePriority">;
  readonly rules: PriorityRules;
  readonly nowMs: number;
}

/** Jobs that are looked at; what stands behind them is in no hurry. */
const LOOKED_AT = 10_000;
const AT_ONCE = 50;

/** The place in the queue that a task has earned by its priority and by waiting. */
export function placeOf(task: Task, nowMs: number, rules: PriorityRules): number {
  return agedPlace(task.priority, nowMs - Date.parse(task.createdAt), rules);
}

async function tasksOf(waiting: readonly WaitingJob[], { store }: AgeDeps): Promise<Map<string, Task>> {
  const ids = [...new Set(waiting.map(({ id }) => taskIdOfJob(id)))];
  const found = new Map<string, Task>();
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const batch = await Promise.all(ids.slice(from, from + AT_ONCE).map(async (id) => store.tasks.get(id)));
    for (const task of batch) if (task !== undefined && !isTerminal(task.state)) found.set(task.id, task);
  }
  return found;
}

/**
 * Moves waiting agent jobs to the places that their tasks have earned by now, the oldest task first, so that among
 * those who reach one place together the oldest stays ahead. Returns how many moved. Harmless to run at any time.
 */
export async function agePriorities(deps: AgeDeps): Promise<number> {
  const { jobs, rules, nowMs } = deps;
  const waiting = await jobs.waitingJobs("agent.run", LOOKED_AT);
  const tasks = await tasksOf(waiting, deps);
  const due = waiting.flatMap(({ id, priority }) => {
    const task = tasks.get(taskIdOfJob(id));
    if (task === undefined) return [];
    const place = placeOf(task, nowMs, rules);
    return place === priority ? [] : [{ id, place, createdAt: task.createdAt }];
  });
  let moved = 0;
  for (const { id, place } of due.toSorted((a, b) =>
    a.createdAt < b.createdAt ? -1 : Number(a.createdAt > b.createdAt),
  )) {
    if (await jobs.changePriority("agent.run", id, place)) moved += 1;
  }
  return moved;
}
