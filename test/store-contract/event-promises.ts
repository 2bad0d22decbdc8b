import { expect, test } from "vitest";
import type { EventType, LoggedEvent } from "../../src/events/event.ts";
import type { Store } from "../../src/store/store.ts";
import { HOUR, SECOND } from "./contract-kit.ts";
import type { Open } from "./contract-kit.ts";

async function readAll(store: Store, pageSize: number): Promise<LoggedEvent[]> {
  const all: LoggedEvent[] = [];
  // Bounded: a log that gives the same event again and again must fail the test, not hang it.
  while (all.length < 1_000) {
    const page = await store.events.since(all.at(-1)?.id ?? "0", pageSize);
    expect(page.length).toBeLessThanOrEqual(pageSize);
    if (page.length === 0) return all;
    all.push(...page);
  }
  throw new Error("the log has no end");
}

const numbersOf = (events: readonly LoggedEvent[]) => events.map((event) => event.data.n);

export function eventPromises(open: Open): void {
  test("gives an event its id and time and keeps the rest", async () => {
    const { store, clock } = await open();

    await store.commit({
      events: [
        {
          type: "task.created",
          taskId: "T1",
          messageKey: "m-1",
          data: { agent: "debug", ms: 0.5, list: [] },
        },
        { type: "agents.reloaded" },
      ],
    });

    const at = new Date(clock.now()).toISOString();
    const events = await store.events.since("0", 10);
    expect(events).toEqual([
      {
        id: expect.any(String) as string,
        type: "task.created",
        at,
        taskId: "T1",
        messageKey: "m-1",
        data: { agent: "debug", ms: 0.5, list: [] },
      },
      { id: expect.any(String) as string, type: "agents.reloaded", at, data: {} },
    ]);
    expect(new Set(events.map((event) => event.id)).size).toBe(2);
  });

  test("reads on after any event, page by page, each event once and in order", async () => {
    const { store, clock } = await open();
    for (let n = 0; n < 25; n++) {
      await store.commit({ events: [{ type: "task.started", data: { n } }] });
      // Some share a millisecond.
      if (n % 3 === 0) clock.advance(1);
    }

    const wanted = Array.from({ length: 25 }, (_, n) => n);
    expect(numbersOf(await readAll(store, 10))).toEqual(wanted);
    expect(numbersOf(await readAll(store, 1))).toEqual(wanted);
    const all = await readAll(store, 100);
    expect(numbersOf(await store.events.since(all[19]?.id ?? "", 100))).toEqual([20, 21, 22, 23, 24]);
    expect(await store.events.since(all.at(-1)?.id ?? "", 100)).toEqual([]);
  });

  test("keeps the order of a commit's own events", async () => {
    const { store } = await open();
    const types: EventType[] = ["task.created", "assignment.started", "assignment.done", "task.done"];

    await store.commit({ events: types.map((type) => ({ type, taskId: "T1" })) });

    expect((await store.events.ofTask("T1")).map((event) => event.type)).toEqual(types);
  });

  test("gives the events of one task in order, also among others and past a hundred", async () => {
    const { store } = await open();
    for (let n = 0; n < 120; n++) {
      await store.commit({
        events: [
          { type: "assignment.started", taskId: "T1", data: { n } },
          { type: "assignment.started", taskId: "T11", data: { n: -n } },
          { type: "agents.reloaded" },
        ],
      });
    }

    const events = await store.events.ofTask("T1");

    expect(numbersOf(events)).toEqual(Array.from({ length: 120 }, (_, n) => n));
    expect(new Set(events.map((event) => event.taskId))).toEqual(new Set(["T1"]));
  });

  test("keeps the order of writing when the clock is set back", async () => {
    const { store, clock } = await open();
    await store.commit({ events: [{ type: "task.started", data: { n: 1 } }] });
    clock.advance(-2 * HOUR);

    await store.commit({ events: [{ type: "task.started", data: { n: 2 } }] });
    clock.advance(SECOND);
    await store.commit({ events: [{ type: "task.started", data: { n: 3 } }] });

    expect(numbersOf(await readAll(store, 1))).toEqual([1, 2, 3]);
  });

  test("writes events of simultaneous commits without losing one", async () => {
    const { store } = await open();

    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        store.commit({
          events: [
            { type: "task.started", taskId: "T1", data: { n } },
            { type: "task.done", taskId: "T1", data: { n } },
          ],
        }),
      ),
    );

    const events = await readAll(store, 7);
    expect(events).toHaveLength(80);
    for (let index = 0; index < events.length; index += 2) {
      expect([events[index]?.type, events[index + 1]?.type]).toEqual(["task.started", "task.done"]);
      expect(events[index]?.data.n).toBe(events[index + 1]?.data.n);
    }
  });
}
