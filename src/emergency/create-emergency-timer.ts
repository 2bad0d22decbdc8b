import { takeTimer } from "../timers/timer.ts";
import type { TimerHandler } from "../timers/timers.ts";
import { EMERGENCY_TIMER, emergencyChange, readEmergency } from "./emergency.ts";
import type { Emergency } from "./emergency.ts";
import { iso, placesOf, post, timelineDelivery, timerOf, zoneOf } from "./emergency-posts.ts";
import type { EmergencyDeps } from "./emergency-posts.ts";
import { renderUpdate } from "./render-emergency.ts";
import { withNames } from "./with-names.ts";

/** Says where things stand again and again, until it is over; after a pause once, and then in its rhythm. */
export function createEmergencyTimer(deps: EmergencyDeps): TimerHandler {
  return {
    kind: EMERGENCY_TIMER,
    async fire(timer) {
      const { store, clock, timers } = deps;
      const found = await readEmergency(timer.id, store);
      if (found === undefined || found.emergency.state === "ended") {
        await store.commit({ documents: [takeTimer(timer)] });
        return;
      }
      const { emergency, stored } = found;
      const nowMs = clock.now();
      const next: Emergency = {
        ...emergency,
        updates: emergency.updates + 1,
        nextUpdateAt: iso(nowMs + emergency.updateEveryMs),
        step: emergency.step + 1,
      };
      const task = next.taskId === undefined ? undefined : await store.tasks.get(next.taskId);
      const zone = await zoneOf(deps);
      const sinceMs = Date.parse(emergency.nextUpdateAt) - emergency.updateEveryMs;
      const message = renderUpdate(withNames(next, deps.nameOf), { task, zone, nowMs, sinceMs });
      const written = await store.commit({
        documents: [emergencyChange(next, stored), takeTimer(timer, timerOf(next))],
        events: [
          {
            type: "emergency.updated",
            ...(next.taskId === undefined ? {} : { taskId: next.taskId }),
            data: { id: next.id, no: next.updates },
          },
        ],
        deliveries: [
          await timelineDelivery(next, deps),
          ...(await placesOf(next, deps)).map((to) => post(next, `update.${next.updates}`, message, to)),
        ],
      });
      if (written === "committed") await timers.arm(timerOf(next));
    },
  };
}
