import { expect, test } from "vitest";
import type { Conversation } from "../../src/chat/messages.ts";
import { causeEvent } from "../../src/events/cause-events.ts";
import type { CauseEvent } from "../../src/events/cause-events.ts";
import type { Contingency } from "../../src/orchestration/rules/contingency-rules.ts";
import { causeChange, readCauses } from "../../src/risks/cause.ts";
import { lookForCauses } from "../../src/risks/look-for-causes.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { DAY, HOUR, createTestClock } from "../store-contract/contract-kit.ts";
import { takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { ADDRESS, aRef } from "../store-contract/samples.ts";

const OWNED = { owner: "architect", proposal: "Look at it." } as const;

export const RULES: readonly Contingency[] = [
  {
    ...OWNED,
    id: "tests",
    title: "a test fails for long",
    event: "test_failure",
    longerThan: "P1W",
    action: "consider_architecture_review",
  },
  {
    ...OWNED,
    id: "speed",
    title: "too slow",
    event: "benchmark_regression",
    percentAbove: 25,
    action: "automated_rollback",
  },
  {
    ...OWNED,
    id: "people",
    title: "two need one",
    event: "resource_conflict",
    action: "apply_cross_training_plan",
  },
  {
    ...OWNED,
    id: "time",
    title: "it slips",
    event: "timeline_slip",
    action: "flexible_sprint_boundary_and_reprioritise",
  },
];

const { platform, workspace } = aRef("1");
const ALERTS: Conversation = { platform, workspace, channel: "alerts" };

function open({
  places = [ALERTS],
  rules = RULES,
}: { places?: Conversation[]; rules?: readonly Contingency[] } = {}) {
  const clock = createTestClock();
  const store = createMemoryStore({ now: clock.now });
  const deps = { store, clock, rules: () => rules, places: () => places };
  return {
    clock,
    store,
    deps,
    happens: async (event: CauseEvent) => store.commit({ events: [causeEvent(event)] }),
    /** What the alerts channel gets by a look. */
    look: async () => {
      await lookForCauses(deps);
      return textsOf(await takeDeliveries(store));
    },
    causes: async () => (await readCauses(store)).map(({ cause }) => cause),
    proposals: async () =>
      (await store.events.since("0", 1_000)).filter(({ type }) => type === "contingency.proposed").length,
  };
}

const fails: CauseEvent = { type: "test.failed", data: { test: "pool::reuse" } };
const passes: CauseEvent = { type: "test.passed", data: { test: "pool::reuse" } };

function measured(lossPercent: number): CauseEvent {
  return {
    type: "benchmark.measured",
    data: { benchmark: "alloc", value: 100 + lossPercent, baseline: 100, unit: "ns", lossPercent },
  };
}

function slip(expected: string): CauseEvent {
  return { type: "milestone.slipped", data: { milestone: "beta", due: "2031-03-10", expected } };
}

const conflict: CauseEvent = {
  type: "resource.conflict",
  data: { resource: "gpu-1", between: ["T2", "T1"] },
};

test("asks about a test when it has failed for longer than a week, and not before", async () => {
  const { clock, happens, look } = open();
  await happens(fails);

  expect(await look()).toEqual([]);
  clock.advance(7 * DAY);
  expect(await look()).toEqual([]);
  clock.advance(1);
  const asked = await look();

  expect(asked).toEqual([
    "**a test fails for long**: pool::reuse (it fails, since 2031-03-03).\nProposed: Look at it. Owner: **architect**.",
  ]);
});

test("counts from the first failure, however often it fails again", async () => {
  const { clock, happens, look } = open();
  for (let day = 0; day < 8; day += 1) {
    await happens(fails);
    expect(await look()).toEqual([]);
    clock.advance(DAY);
  }

  expect(await look()).toHaveLength(1);
});

test("starts a new week when the test has passed in between", async () => {
  const { clock, happens, look } = open();
  await happens(fails);
  clock.advance(6 * DAY);
  await happens(passes);
  await happens(fails);
  clock.advance(6 * DAY);

  expect(await look()).toEqual([]);
  clock.advance(DAY + HOUR);
  expect(await look()).toHaveLength(1);
});

test("forgets a failure that was over before anybody looked", async () => {
  const { clock, happens, look, causes } = open();
  await happens(fails);
  await happens(passes);
  clock.advance(30 * DAY);

  expect(await look()).toEqual([]);
  expect(await causes()).toEqual([]);
});

test.each([
  [25, 0],
  [25.1, 1],
  [-40, 0],
])("a benchmark that lost %s per cent is asked about %s times", async (loss, times) => {
  const { happens, look } = open();
  await happens(measured(loss));

  expect(await look()).toHaveLength(times);
});

test("asks once while a benchmark stays bad, and again after it was good", async () => {
  const { happens, look } = open();
  const asked: number[] = [];
  for (const loss of [30, 31, 30, 2, 40]) {
    await happens(measured(loss));
    asked.push((await look()).length);
  }

  expect(asked).toEqual([1, 0, 0, 0, 1]);
});

test("knows a conflict in whatever order it is told, and asks again once somebody has decided", async () => {
  const { happens, look, causes, store } = open();
  await happens(conflict);
  await happens({ type: "resource.conflict", data: { resource: "gpu-1", between: ["T1", "T2"] } });
  expect(await look()).toHaveLength(1);

  const [cause] = await causes();
  const stored = (await readCauses(store))[0]?.stored ?? null;
  await store.commit({ documents: [causeChange({ ...cause!, state: "decided" }, stored)] });
  await happens(conflict);

  expect(await look()).toHaveLength(1);
  expect(await causes()).toMatchObject([{ subject: "gpu-1: T1 and T2", state: "proposed" }]);
});

test("takes each further day for a slip of its own, and an earlier day for none", async () => {
  const { happens, look } = open();
  const asked: number[] = [];
  for (const day of ["2031-03-12", "2031-03-12", "2031-03-14", "2031-03-10"]) {
    await happens(slip(day));
    asked.push((await look()).length);
  }

  expect(asked).toEqual([1, 0, 1, 0]);
});

test("keeps what it has to decide on when there is no place to ask", async () => {
  const { happens, look, causes } = open({ places: [] });
  await happens(conflict);

  expect(await look()).toEqual([]);
  expect(await causes()).toMatchObject([{ rule: "people", state: "proposed" }]);
});

test("asks in every place", async () => {
  const { happens, look } = open({ places: [ALERTS, { ...ALERTS, channel: "#leads" }] });
  await happens(conflict);

  expect(await look()).toHaveLength(2);
});

test("passes over events that are none of its business, or cannot be read", async () => {
  const { happens, look, store } = open();
  await store.commit({
    events: [{ type: "task.done" }, { type: "test.failed", data: { nonsense: true } }, { type: "task.done" }],
  });
  await happens(conflict);
  await store.commit({ events: [{ type: "task.done" }] });

  expect(await look()).toHaveLength(1);
});

test("goes on after more events than it reads at a time", async () => {
  const { happens, look, store } = open();
  await store.commit({ events: Array.from({ length: 1_200 }, () => ({ type: "task.done" }) as const) });
  await happens(conflict);

  expect(await look()).toHaveLength(1);
  expect(await look()).toEqual([]);
});

test("fires once although several processes look at the same time", async () => {
  const { clock, happens, deps, proposals, store } = open();
  await happens(conflict);
  await happens(measured(50));
  await happens(fails);
  clock.advance(8 * DAY);

  for (let round = 0; round < 5; round += 1) {
    await Promise.all(Array.from({ length: 6 }, async () => lookForCauses(deps)));
  }

  expect(await proposals()).toBe(3);
  expect(await store.deliveries.pendingCount(ADDRESS)).toBe(3);
});

test("fires once although it crashes before every single write", async () => {
  const { clock, happens, deps, proposals, store } = open();
  await happens(conflict);
  await happens(measured(50));
  await happens(fails);
  clock.advance(8 * DAY);
  let crashes = 0;
  for (let allowed = 0; allowed < 12; allowed += 1) {
    let left = allowed % 2;
    const failing: typeof store = {
      ...store,
      async commit(changes) {
        left -= 1;
        if (left < 0) throw new Error("the process died");
        return store.commit(changes);
      },
    };
    await lookForCauses({ ...deps, store: failing }).catch(() => (crashes += 1));
  }
  await lookForCauses(deps);

  expect(crashes).toBeGreaterThan(3);
  expect(await proposals()).toBe(3);
});

test("does nothing for a rule that is no longer there", async () => {
  const { clock, happens, look, deps } = open();
  await happens(fails);
  await look();
  clock.advance(8 * DAY);

  await lookForCauses({ ...deps, rules: () => [] });

  expect(await look()).toHaveLength(1);
});
