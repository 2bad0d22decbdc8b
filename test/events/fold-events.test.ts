import { expect, test } from "vitest";
import { foldEvents } from "../../src/events/fold-events.ts";
import type { LoggedEvent } from "../../src/events/event.ts";
import type { Store } from "../../src/store/store.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";

const KIND = "counted";

function openLog() {
  const store = createMemoryStore({ now: () => 0 });
  const log = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at += 1) await store.commit({ events: [{ type: "gpu.used" }] });
  };
  return { store, log };
}

/** Counts events in a document, as features do; `onPage` happens between reading and writing. */
function createCounter(store: Pick<Store, "documents">, onPage: () => Promise<void> = async () => undefined) {
  let pages = 0;
  return {
    pages: () => pages,
    count: async () => Number((await store.documents.get(KIND, "all")) ?? "0"),
    async fold(page: readonly LoggedEvent[]) {
      pages += 1;
      const before = await store.documents.get(KIND, "all");
      await onPage();
      const value = String(Number(before ?? "0") + page.length);
      return [{ kind: KIND, id: "all", value, expected: before ?? null }];
    },
  };
}

test("each event counts once, however many ask at once, and they share the work", async () => {
  const { store, log } = openLog();
  await log(40);
  const counter = createCounter(store);

  await Promise.all(Array.from({ length: 100 }, async () => foldEvents("test", store, counter.fold)));

  expect(await counter.count()).toBe(40);
  expect(counter.pages()).toBe(1);
});

test("whoever asks while a run is under way finds what was logged before they asked", async () => {
  const { store, log } = openLog();
  await log(3);
  let asked: Promise<number> | undefined;
  const counter = createCounter(store, async () => {
    if (asked !== undefined) return;
    await log(2);
    asked = foldEvents("test", store, counter.fold).then(counter.count);
  });

  await foldEvents("test", store, counter.fold);

  expect(await asked).toBe(5);
});

test("a run that fails is no reason for those that wait for the next one to fail", async () => {
  const { store, log } = openLog();
  await log(3);
  const counter = createCounter(store);
  const failing = foldEvents("test", store, async () => {
    throw new Error("this page is broken");
  });
  const next = foldEvents("test", store, counter.fold);

  await expect(failing).rejects.toThrow("this page is broken");
  await next;

  expect(await counter.count()).toBe(3);
});

test("one that others are always quicker than ends at the events that were there when it began", async () => {
  const { store, log } = openLog();
  await log(3);
  // The same log as another process sees it, so that the two do not share their runs.
  const elsewhere = { ...store, events: { ...store.events } };
  const quick = createCounter(elsewhere);
  let rounds = 0;
  const slow = createCounter(store, async () => {
    rounds += 1;
    if (rounds > 10) throw new Error("it never ends");
    await foldEvents("test", elsewhere, quick.fold);
    await log(1);
  });

  await foldEvents("test", store, slow.fold);

  expect(rounds).toBe(1);
  expect(await quick.count()).toBe(3);
});
