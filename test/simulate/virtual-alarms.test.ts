import { expect, test } from "vitest";
import { createSimulatedClock } from "../../src/simulate/simulated-clock.ts";
import { createVirtualAlarms } from "../../src/simulate/virtual-alarms.ts";
import type { TimerRef } from "../../src/timers/timer.ts";
import { timerAlarmsContract } from "../timer-alarms.contract.ts";

const START_MS = Date.parse("2031-03-03T09:00:00.000Z");

function setUp() {
  const clock = createSimulatedClock(START_MS);
  const failures: string[] = [];
  const alarms = createVirtualAlarms(clock, ({ id }) => failures.push(id));
  async function pass(ms: number): Promise<void> {
    const endMs = clock.now() + ms;
    while (clock.now() < endMs) {
      clock.moveTo(Math.min(endMs, alarms.nextMs() ?? endMs));
      await alarms.ring();
    }
  }
  return { clock, alarms, failures, pass };
}

timerAlarmsContract("A simulated clock", async () => {
  const { clock, alarms, pass } = setUp();
  return { alarms, clock, pass, hear: async (hear) => void alarms.onRing(hear) };
});

test("the clock stands at the time of each alarm that rings", async () => {
  const { clock, alarms, pass } = setUp();
  const heard: number[] = [];
  alarms.onRing(async () => heard.push(clock.now() - START_MS));

  await alarms.armAll([5_000, 1, 3_600_000].map((inMs) => ring(`in-${inMs}`, inMs)));
  await pass(86_400_000);

  expect(heard).toEqual([1, 5_000, 3_600_000]);
});

test("what an alarm arms for now rings at once, and what fails is dropped and told", async () => {
  const { alarms, pass, failures } = setUp();
  const heard: string[] = [];
  alarms.onRing(async ({ id }) => {
    heard.push(id);
    if (id === "broken") throw new Error("broken");
    if (id === "first") await alarms.arm(ring("follows", 10));
  });

  await alarms.armAll([ring("first", 10), ring("broken", 20)]);
  await pass(30);

  expect(heard).toEqual(["first", "follows", "broken"]);
  expect(failures).toEqual(["broken"]);
});

test("alarms that nobody hears wait, and hold no time up", async () => {
  const { alarms, pass } = setUp();
  const deafen = alarms.onRing(async () => undefined);
  deafen();
  await alarms.arm(ring("waits", 10));

  expect(alarms.nextMs()).toBeUndefined();
  await pass(1_000);

  expect((await alarms.armed()).size).toBe(1);
});

function ring(id: string, inMs: number): TimerRef {
  return { kind: "test.ring", id, dueMs: START_MS + inMs };
}
