import { expect, test } from "vitest";
import { timerChange } from "../../src/timers/timer.ts";
import { alarmName } from "../../src/timers/timers.ts";
import { createTimersKit, KIND } from "./timers-kit.ts";

test("all is well when every timer has its alarm", async () => {
  const kit = createTimersKit();
  await kit.set(kit.timer("a", 1_000), kit.timer("b", 86_400_000));

  expect(await kit.audit()).toEqual({
    open: 2,
    overdue: 0,
    latestMs: 0,
    rearmed: 0,
    disarmed: 0,
    unknown: [],
  });
});

test("a timer that was committed and never armed, or whose alarm was lost, has one again", async () => {
  const kit = createTimersKit();
  kit.start();
  await kit.store.commit({ documents: [timerChange(kit.timer("forgotten", 90_000))] });
  await kit.set(kit.timer("lost", 100_000));
  await kit.alarms.disarm([alarmName(kit.timer("lost", 100_000))]);

  expect(await kit.audit()).toMatchObject({ open: 2, rearmed: 2, overdue: 0 });
  expect(await kit.audit()).toMatchObject({ open: 2, rearmed: 0 });
  await kit.pass(200_000);

  expect(kit.fired).toEqual([
    { id: "forgotten", atMs: 90_000 },
    { id: "lost", atMs: 100_000 },
  ]);
});

test("what came due while nobody was up is told, and fires once at once in the order in which it was due", async () => {
  const kit = createTimersKit();
  await kit.store.commit({
    documents: [kit.timer("second", 20_000), kit.timer("first", 10_000), kit.timer("next", 900_000)].map(
      timerChange,
    ),
  });
  kit.clock.moveTo(kit.clock.now() + 600_000);

  kit.start();
  const report = await kit.audit();
  await kit.alarms.ring();

  expect(report).toMatchObject({ open: 3, overdue: 2, latestMs: 590_000, rearmed: 3 });
  expect(kit.fired).toEqual([
    { id: "first", atMs: 600_000 },
    { id: "second", atMs: 600_000 },
  ]);
  expect(await kit.audit()).toMatchObject({ open: 1, overdue: 0 });
});

test("a timer that is on its way to be fired is not late yet", async () => {
  const kit = createTimersKit();
  await kit.set(kit.timer("now", 0));
  kit.clock.moveTo(kit.clock.now() + 1_000);

  expect(await kit.audit()).toMatchObject({ overdue: 0 });
  kit.clock.moveTo(kit.clock.now() + 1);
  expect(await kit.audit()).toMatchObject({ overdue: 1 });
});

test("alarms without a timer are taken away", async () => {
  const kit = createTimersKit();
  await kit.alarms.arm(kit.timer("cancelled", 86_400_000));
  await kit.set(kit.timer("open", 86_400_000));

  expect(await kit.audit()).toMatchObject({ open: 1, disarmed: 1 });
  expect(await kit.alarms.armed()).toEqual(new Set([alarmName(kit.timer("open", 86_400_000))]));
});

test("kinds that nobody here handles are left alone and named", async () => {
  const kit = createTimersKit();
  await kit.store.commit({ documents: [timerChange(kit.timer("pot", -5_000, "coffee.ready"))] });

  expect(await kit.audit()).toMatchObject({ open: 1, overdue: 0, rearmed: 0, unknown: ["coffee.ready"] });
  expect(await kit.audit([KIND, "coffee.ready"])).toMatchObject({ overdue: 1, rearmed: 1, unknown: [] });
});
