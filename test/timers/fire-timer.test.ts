import fc from "fast-check";
import { expect, test } from "vitest";
import { fireTimer } from "../../src/timers/fire-timer.ts";
import { listTimers, noTimerChange, readTimer, takeTimer, timerChange } from "../../src/timers/timer.ts";
import type { Timer } from "../../src/timers/timer.ts";
import { createTimersKit, KIND, START_MS } from "./timers-kit.ts";

test("a timer fires once, at its time, and is gone then", async () => {
  const kit = createTimersKit();
  kit.start();
  await kit.set(kit.timer("pot", 180_000));

  await kit.pass(3_600_000);

  expect(kit.fired).toEqual([{ id: "pot", atMs: 180_000 }]);
  expect(await listTimers(kit.store)).toEqual([]);
});

test("nothing fires after its timer was cancelled", async () => {
  const kit = createTimersKit();
  kit.start();
  await kit.set(kit.timer("pot", 180_000));
  await kit.pass(179_999);

  await kit.store.commit({ documents: [noTimerChange(KIND, "pot")] });
  await kit.pass(3_600_000);

  expect(kit.fired).toEqual([]);
});

test("a timer that was moved fires at its new time alone, whether or not it was armed again", async () => {
  const kit = createTimersKit();
  kit.start();
  await kit.set(kit.timer("later", 1_000), kit.timer("forgotten", 1_000));

  await kit.set(kit.timer("later", 5_000));
  await kit.store.commit({ documents: [timerChange(kit.timer("forgotten", 6_000))] });
  await kit.pass(10_000);

  expect(kit.fired).toEqual([
    { id: "later", atMs: 5_000 },
    { id: "forgotten", atMs: 6_000 },
  ]);
});

test("two bots fire it once, however their steps fall", async () => {
  const kit = createTimersKit();
  const timer = kit.timer("pot", 0);
  await kit.set(timer);

  const outcomes = await Promise.all([fireTimer(timer, kit.deps), fireTimer(timer, kit.deps)]);

  expect(outcomes).toEqual(["fired", "fired"]);
  expect(kit.fired).toHaveLength(1);
});

test("an acknowledgement in the same moment wins or loses, and never does both", async () => {
  const kit = createTimersKit();
  for (const cancelsFirst of [true, false]) {
    const timer = kit.timer(`race-${String(cancelsFirst)}`, 0);
    await kit.set(timer);
    const acknowledge = async () => kit.store.commit({ documents: [takeTimer(timer)] });
    const steps = [acknowledge, async () => fireTimer(timer, kit.deps)];

    const [acknowledged] = await Promise.all(
      (cancelsFirst ? steps : steps.toReversed()).map(async (step) => step()),
    );
    const wasAcknowledged = cancelsFirst ? acknowledged === "committed" : kit.fired.length === 0;

    expect(kit.fired.some(({ id }) => id === timer.id)).toBe(!wasAcknowledged);
  }
});

test("a clock that was set back fires nothing early", async () => {
  const kit = createTimersKit();
  const timer = kit.timer("pot", 3_600_000);
  await kit.set(timer);

  expect(await fireTimer(timer, kit.deps)).toBe("early");
  expect(kit.fired).toEqual([]);
  expect(await readTimer(KIND, "pot", kit.store)).toEqual(timer);
});

test("a clock that leaps an hour ahead skips nothing, and set back again it repeats nothing", async () => {
  const kit = createTimersKit();
  kit.start();
  const timers = [10, 20, 50, 90].map((minutes) => kit.timer(`at-${minutes}`, minutes * 60_000));
  await kit.set(...timers);

  kit.clock.moveTo(START_MS + 3_600_000);
  await kit.alarms.ring();
  const again = await Promise.all(
    timers.map(async (timer) => fireTimer(timer, { ...kit.deps, clock: { now: () => START_MS } })),
  );

  expect(kit.fired.map(({ id }) => id)).toEqual(["at-10", "at-20", "at-50"]);
  expect(again).toEqual(["gone", "gone", "gone", "early"]);
});

test("what fails stays, and is fired by the next round", async () => {
  const kit = createTimersKit();
  let tries = 0;
  kit.start([
    {
      kind: KIND,
      async fire(timer) {
        tries += 1;
        if (tries === 1) throw new Error("the kettle is broken");
        await kit.handler.fire(timer);
      },
    },
  ]);
  await kit.set(kit.timer("pot", 1_000));

  await kit.pass(60_000);
  await kit.audit();
  await kit.pass(1_000);

  expect(kit.fired.map(({ id }) => id)).toEqual(["pot"]);
});

test("a timer of a kind that nobody handles stays for somebody who does", async () => {
  const kit = createTimersKit();
  const timer = kit.timer("pot", 0, "coffee.ready");
  await kit.set(timer);

  expect(await fireTimer(timer, kit.deps)).toBe("unknown");
  expect(await listTimers(kit.store)).toEqual([timer]);
});

test("a timer may be taken for the next one of its name in one write", async () => {
  const kit = createTimersKit();
  const first: Timer = { ...kit.timer("climb", 1_000), data: { level: 1, by: "rules" } };
  await kit.store.commit({ documents: [timerChange(first)] });
  const next = { dueMs: START_MS + 2_000, data: { by: "rules", level: 2 } };

  expect(await kit.store.commit({ documents: [takeTimer(first, next)] })).toBe("committed");
  expect(await kit.store.commit({ documents: [takeTimer(first, next)] })).toBe("conflict");
  expect(await readTimer(KIND, "climb", kit.store)).toEqual({ kind: KIND, id: "climb", ...next });
});

test("a timer is taken by what it says, in whatever order its data were given", async () => {
  const kit = createTimersKit();
  // That name is left out of whatever is stored: it would change what objects are.
  const name = fc.string().filter((text) => text !== "__proto__");
  const data = fc.dictionary(name, fc.oneof(fc.string(), fc.integer()), { noNullPrototype: true });

  await fc.assert(
    fc.asyncProperty(data, async (data) => {
      await kit.store.commit({ documents: [timerChange({ ...kit.timer("t", 0), data })] });
      const stored = await readTimer(KIND, "t", kit.store);
      const shuffled = { ...kit.timer("t", 0), data: Object.fromEntries(Object.entries(data).toReversed()) };

      expect(stored?.data).toEqual(data);
      expect(await kit.store.commit({ documents: [takeTimer(shuffled)] })).toBe("committed");
    }),
    { numRuns: 100 },
  );
});
