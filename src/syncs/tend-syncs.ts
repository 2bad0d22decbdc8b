import type { EventType } from "../events/event.ts";
import { foldEvents } from "../events/fold-events.ts";
import type { DocumentChange } from "../store/store.ts";
import { readTimer, takeTimer, timerChange } from "../timers/timer.ts";
import type { Timer } from "../timers/timer.ts";
import { rhythmOf } from "./sync-rhythm.ts";
import { nextSync, SYNC_TIMER, toldOf } from "./task-sync.ts";
import type { SyncDeps } from "./task-sync.ts";

/** A task begins, or may have got another team or complexity. */
const TURNS: ReadonlySet<EventType> = new Set([
  "task.started",
  "plan.changed",
  "task.set",
  "task.replanned",
  "task.reassigned",
]);

interface Tended {
  readonly timer: Timer;
  readonly change: DocumentChange;
}

/** The timer of a task that runs: a new one, or an earlier moment for one that would be too late by now. */
async function tend(taskId: string, deps: SyncDeps): Promise<Tended | undefined> {
  const { store, clock, coordinationOf } = deps;
  const task = await store.tasks.get(taskId);
  const rhythm = task?.state === "running" ? rhythmOf(task, coordinationOf(task)) : undefined;
  if (task === undefined || rhythm === undefined) return undefined;
  const nowMs = clock.now();
  const known = await readTimer(SYNC_TIMER, taskId, store);
  const timer = await nextSync({ task, rhythm, nowMs }, toldOf(known ?? {}, nowMs), deps);
  if (known === undefined) return { timer, change: timerChange(timer) };
  return known.dueMs <= timer.dueMs ? undefined : { timer, change: takeTimer(known, timer) };
}

/** Reads on in the log and gives tasks whose agents keep in step their timers. */
export async function tendSyncs(deps: SyncDeps): Promise<void> {
  const set: Timer[] = [];
  await foldEvents("task-syncs", deps.store, async (page) => {
    const tasks = new Set(
      page.flatMap(({ type, taskId }) => (TURNS.has(type) && taskId !== undefined ? [taskId] : [])),
    );
    const tended = await Promise.all([...tasks].map(async (id) => tend(id, deps)));
    const found = tended.filter((one) => one !== undefined);
    set.push(...found.map(({ timer }) => timer));
    return found.map(({ change }) => change);
  });
  for (const timer of set) await deps.timers.arm(timer);
}
