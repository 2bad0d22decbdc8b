import { coordinatorOf } from "../orchestration/coordination-of.ts";
import { isTerminal } from "../tasks/task.ts";
import { takeTimer } from "../timers/timer.ts";
import type { TimerHandler } from "../timers/timers.ts";
import { rhythmOf } from "./sync-rhythm.ts";
import { dueSync, nextSync, SYNC_TIMER, toldOf } from "./task-sync.ts";
import type { SyncDeps } from "./task-sync.ts";

/**
 * Tells a thread where the agents of its task stand, and sets the next moment; silent where nothing has changed. Ends
 * with the task, or when its agents need not keep in step any more.
 */
export function createSyncTimer(deps: SyncDeps): TimerHandler {
  const { store, clock, timers, coordinationOf } = deps;
  return {
    kind: SYNC_TIMER,
    async fire(timer) {
      const nowMs = clock.now();
      const task = await store.tasks.get(timer.id);
      const rhythm =
        task === undefined || isTerminal(task.state) ? undefined : rhythmOf(task, coordinationOf(task));
      if (task === undefined || rhythm === undefined) {
        await store.commit({ documents: [takeTimer(timer)] });
        return;
      }
      const moment = { task, rhythm, nowMs };
      const { text, isReview, told } = await dueSync(moment, toldOf(timer, nowMs), deps);
      const next = await nextSync(moment, told, deps);
      const data = { every: rhythm.every, coordinator: coordinatorOf(task), isReview };
      const written = await store.commit({
        documents: [takeTimer(timer, next)],
        ...(text === undefined
          ? {}
          : {
              events: [{ type: "task.synced", taskId: task.id, data }],
              deliveries: [
                {
                  id: `${task.sourceKey}.sync.${timer.dueMs}.r${task.round}`,
                  taskId: task.id,
                  content: { kind: "post", to: task.thread, message: { text } },
                },
              ],
            }),
      });
      if (written === "committed") await timers.arm(next);
    },
  };
}
