import { expect, test } from "vitest";
import type { NewRouteLabel, RouteLabel } from "../../src/router/learning/route-label.ts";
import type { Store } from "../../src/store/store.ts";
import { DAY, HOUR } from "./contract-kit.ts";
import type { Open } from "./contract-kit.ts";
import { aTask, nextVersion } from "./samples.ts";

export function aLabel(overrides: Partial<NewRouteLabel> = {}): NewRouteLabel {
  return {
    kind: "corrected",
    taskId: "T1",
    text: 'the "nightly" build \\ 构建 🦀 is red',
    chosen: "code",
    right: "debug",
    guess: { agent: "code", score: 0.625 },
    by: { platform: "console", userId: "U1" },
    ...overrides,
  };
}

async function readAll(store: Store, pageSize: number): Promise<RouteLabel[]> {
  const all: RouteLabel[] = [];
  // Bounded: a list that gives the same label again and again must fail the test, not hang it.
  while (all.length < 1_000) {
    const page = await store.labels.since(all.at(-1)?.id ?? "0", pageSize);
    if (page.length === 0) return all;
    expect(page.length).toBeLessThanOrEqual(pageSize);
    all.push(...page);
  }
  throw new Error("the labels have no end");
}

/** What people said about routes. */
export function labelPromises(open: Open): void {
  test("gives a label its id and time and keeps the rest", async () => {
    const { store, clock } = await open();
    const { guess: _none, ...bare } = aLabel({ chosen: null, kind: "chosen" });

    await store.commit({ label: aLabel() });
    clock.advance(HOUR);
    await store.commit({ label: bare });

    const labels = await store.labels.since("0", 10);
    expect(labels).toEqual([
      { ...aLabel(), id: expect.any(String) as string, at: new Date(clock.now() - HOUR).toISOString() },
      { ...bare, id: expect.any(String) as string, at: new Date(clock.now()).toISOString() },
    ]);
    expect(new Set(labels.map(({ id }) => id)).size).toBe(2);
  });

  test("reads on after any label, page by page, each once and in order", async () => {
    const { store, clock } = await open();
    const wanted = Array.from({ length: 25 }, (_, n) => `T${n}`);
    for (const [n, taskId] of wanted.entries()) {
      await store.commit({ label: aLabel({ taskId }) });
      // Some share a millisecond, and once the clock is set back.
      if (n % 3 === 0) clock.advance(n === 12 ? -HOUR : 1);
    }

    const tasksOf = (labels: readonly RouteLabel[]) => labels.map(({ taskId }) => taskId);
    expect(tasksOf(await readAll(store, 10))).toEqual(wanted);
    expect(tasksOf(await readAll(store, 1))).toEqual(wanted);
    const all = await readAll(store, 100);
    expect(tasksOf(await store.labels.since(all[22]?.id ?? "", 100))).toEqual(["T23", "T24"]);
  });

  test("writes no label of a commit whose task version is stale", async () => {
    const { store } = await open();
    await store.commit({ task: aTask("T1") });
    await store.commit({ task: nextVersion(aTask("T1"), {}), label: aLabel({ right: "ask" }) });

    const answer = await store.commit({ task: nextVersion(aTask("T1"), {}), label: aLabel() });

    expect(answer).toBe("conflict");
    expect((await store.labels.since("0", 10)).map(({ right }) => right)).toEqual(["ask"]);
  });

  test("forgets single labels, and counts those that were there", async () => {
    const { store } = await open();
    for (const taskId of ["T1", "T2", "T3"]) await store.commit({ label: aLabel({ taskId }) });
    const [first, second] = await store.labels.since("0", 10);
    const ids = [first?.id ?? "", second?.id ?? ""];

    expect(await store.labels.forget(ids)).toBe(2);
    expect(await store.labels.forget(ids)).toBe(0);
    expect(await store.labels.forget([])).toBe(0);
    expect((await store.labels.since("0", 10)).map(({ taskId }) => taskId)).toEqual(["T3"]);
    expect((await store.labels.since(ids[0] ?? "", 10)).map(({ taskId }) => taskId)).toEqual(["T3"]);
  });

  test("sweeps labels that are too old, only when it is told how old that is", async () => {
    const { store, clock } = await open();
    await store.commit({ label: aLabel({ taskId: "old" }) });
    clock.advance(10 * DAY);
    await store.commit({ label: aLabel({ taskId: "young" }), events: [{ type: "route.labelled" }] });
    const others = { eventsMs: 0, tasksMs: 0, deliveriesMs: 0 };

    await store.housekeeping.sweep({ ...others, eventsMs: clock.now() + 1 });
    expect(await store.labels.since("0", 10)).toHaveLength(2);
    await store.housekeeping.sweep({ ...others, labelsMs: clock.now() - DAY });

    expect((await store.labels.since("0", 10)).map(({ taskId }) => taskId)).toEqual(["young"]);
  });
}
