import { describe, expect, test } from "vitest";
import type { FireDeps } from "../src/timers/fire-timer.ts";
import type { TimerAlarms } from "../src/timers/timers.ts";
import type { TimerRef } from "../src/timers/timer.ts";

/** Alarms of an installation without any, and the clock that they go by. */
export interface AlarmRig {
  readonly alarms: TimerAlarms;
  readonly clock: FireDeps["clock"];
  /** Begins to listen; what was armed before rings as well. */
  hear(hear: (ref: TimerRef) => Promise<unknown>): Promise<void>;
  /** Lets so much time pass on that clock. */
  pass(ms: number): Promise<void>;
}

/** Lets time pass until something holds; long before tomorrow it gives up. */
async function passUntil({ pass }: AlarmRig, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let turn = 0; turn < 600 && !(await holds()); turn += 1) await pass(100);
}

/** What every `TimerAlarms` promises. Times are short, because one of them goes by the real clock. */
export function timerAlarmsContract(name: string, open: () => Promise<AlarmRig>): void {
  describe(`${name} keeps the promises of alarms`, () => {
    test("ring each at its time and never before, in the order of their times", async () => {
      const rig = await open();
      const { alarms, clock, hear, pass } = rig;
      const rang: { id: string; earlyMs: number }[] = [];
      const at = (id: string, inMs: number): TimerRef => ({
        kind: "test.ring",
        id,
        dueMs: clock.now() + inMs,
      });

      await alarms.arm(at("second", 200));
      await alarms.armAll([at("third", 300), at("first", 100)]);
      await alarms.arm(at("late", -60_000));
      await alarms.arm(at("tomorrow", 86_400_000));
      // Only now, so that all of them are armed when the first one rings, however long that took.
      await hear(async ({ id, dueMs }) => rang.push({ id, earlyMs: Math.max(0, dueMs - clock.now()) }));
      await passUntil(rig, async () => rang.length >= 4 && (await alarms.armed()).size === 1);
      await pass(200);

      expect(rang).toEqual(["late", "first", "second", "third"].map((id) => ({ id, earlyMs: 0 })));
      expect([...(await alarms.armed())]).toHaveLength(1);
    });

    test("know what is armed, ring once however often it is armed, and forget what is disarmed", async () => {
      const rig = await open();
      const { alarms, clock, hear, pass } = rig;
      const heard: string[] = [];
      const twice = { kind: "test.ring", id: "a:b/c 1", dueMs: clock.now() + 100 };
      const never = { kind: "test.ring", id: "never", dueMs: clock.now() + 100 };
      await alarms.armAll([twice, never]);
      await alarms.arm(twice);
      const names = [...(await alarms.armed())];
      await alarms.disarm(names.filter((each) => each.includes("never")));
      await alarms.disarm(["test.ring/ghost/1"]);

      await hear(async ({ id }) => heard.push(id));
      await passUntil(rig, async () => (await alarms.armed()).size === 0);
      await pass(200);

      expect(names).toHaveLength(2);
      expect(heard).toEqual([twice.id]);
      expect(await alarms.armed()).toEqual(new Set());
    });

    test("tell a timer that was moved from what it was before", async () => {
      const rig = await open();
      const { alarms, clock, hear } = rig;
      const heard: number[] = [];
      const dueMs = clock.now() + 100;

      await alarms.arm({ kind: "test.ring", id: "moved", dueMs });
      await alarms.arm({ kind: "test.ring", id: "moved", dueMs: dueMs + 100 });
      await hear(async (ref) => heard.push(ref.dueMs));
      await passUntil(rig, () => heard.length >= 2);

      expect(heard).toEqual([dueMs, dueMs + 100]);
    });
  });
}
