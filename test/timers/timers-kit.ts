import { createSimulatedClock } from "../../src/simulate/simulated-clock.ts";
import { createVirtualAlarms } from "../../src/simulate/virtual-alarms.ts";
import { auditTimers } from "../../src/timers/audit-timers.ts";
import { fireTimer } from "../../src/timers/fire-timer.ts";
import { takeTimer, timerChange } from "../../src/timers/timer.ts";
import type { Timer } from "../../src/timers/timer.ts";
import type { TimerHandler } from "../../src/timers/timers.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";

export const START_MS = Date.parse("2031-03-03T09:00:00.000Z");
export const KIND = "tea.ready";

/** A store, alarms on a clock moved by hand, and a bot that writes down what it fires. */
export function createTimersKit() {
  const clock = createSimulatedClock(START_MS);
  const store = createMemoryStore(clock);
  const alarms = createVirtualAlarms(clock);
  const fired: { readonly id: string; readonly atMs: number }[] = [];

  /** The commit decides who has fired it, as in a real handler. */
  const handler: TimerHandler = {
    kind: KIND,
    async fire(timer) {
      if ((await store.commit({ documents: [takeTimer(timer)] })) === "conflict") return;
      fired.push({ id: timer.id, atMs: clock.now() - START_MS });
    },
  };
  const deps = { store, clock, timers: alarms, handlers: [handler] };

  function timer(id: string, inMs: number, kind = KIND): Timer {
    return { kind, id, dueMs: START_MS + inMs };
  }
  return {
    clock,
    store,
    alarms,
    fired,
    handler,
    deps,
    timer,
    start: (handlers: readonly TimerHandler[] = [handler]) =>
      alarms.onRing(async (ref) => fireTimer(ref, { ...deps, handlers })),
    audit: async (kinds: readonly string[] = [KIND]) => auditTimers({ ...deps, kinds }),
    async set(...timers: readonly Timer[]) {
      await store.commit({ documents: timers.map(timerChange) });
      await alarms.armAll(timers);
    },
    /** Moves time on, and stands still at each alarm. */
    async pass(ms: number) {
      const endMs = clock.now() + ms;
      while (clock.now() < endMs) {
        clock.moveTo(Math.min(endMs, alarms.nextMs() ?? endMs));
        await alarms.ring();
      }
    },
  };
}
