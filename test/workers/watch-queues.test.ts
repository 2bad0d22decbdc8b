import { expect, test } from "vitest";
import { silentLogger } from "../../src/log/logger.ts";
import { beatChange, endChange, liveWorkers } from "../../src/workers/heartbeat.ts";
import { watchQueues } from "../../src/workers/watch-queues.ts";
import { takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";

const EVERY_MS = 10_000;
const ALARM_MS = 60_000;

function setUp({ places = [{ platform: "console", workspace: "acme-inc", channel: "alerts" }] } = {}) {
  let nowMs = 1_000_000;
  const store = createMemoryStore({ now: () => nowMs });
  const backlog = new Map<string, number>();
  const notes: string[] = [];
  const deps = {
    store,
    backlog: async () => backlog,
    places: () => places,
    notify: (text: string) => {
      notes.push(text);
    },
    now: () => nowMs,
    everyMs: EVERY_MS,
    alarmAfterMs: ALARM_MS,
    log: silentLogger,
  };
  return {
    store,
    backlog,
    notes,
    beat: async (id: string, queues: string[]) =>
      store.commit({ documents: [beatChange({ id, host: "h", queues, gpus: [], atMs: nowMs })] }),
    /** Two bots look at the same time. */
    async look(afterMs = 0) {
      nowMs += afterMs;
      await Promise.all([watchQueues(deps), watchQueues(deps)]);
    },
    live: async () => (await liveWorkers(store, { nowMs, everyMs: EVERY_MS })).map(({ id }) => id),
    said: async () => textsOf(await takeDeliveries(store)),
  };
}

test("alarms once while jobs wait and nobody serves their queue, and says once that it is over", async () => {
  const kit = setUp();
  kit.backlog.set("agents-gpu", 2).set("agents", 5).set("messages", 9);
  await kit.beat("w1", ["agents"]);

  await kit.look();
  await kit.look(EVERY_MS);
  const early = await kit.said();
  await kit.beat("w1", ["agents"]);
  await kit.look(ALARM_MS - EVERY_MS);
  await kit.beat("w1", ["agents"]);
  await kit.look(EVERY_MS);
  const alarm = await kit.said();
  await kit.beat("w1", ["agents"]);
  await kit.beat("g1", ["agents-gpu"]);
  await kit.look(EVERY_MS);
  await kit.look(EVERY_MS);

  expect(early).toEqual([]);
  expect(alarm).toEqual([
    "No worker serves the queue `agents-gpu`, where 2 jobs wait. Start one with `switchyard worker --gpu` on a machine with a GPU.",
  ]);
  expect(await kit.said()).toEqual(["Solved: the queue `agents-gpu`: a worker serves it."]);
  expect(kit.notes).toEqual([]);
});

test("a worker that is back in time is no news", async () => {
  const kit = setUp();
  kit.backlog.set("agents", 1);

  await kit.look();
  await kit.beat("w1", ["agents"]);
  await kit.look(EVERY_MS);

  expect(await kit.said()).toEqual([]);
  expect(await kit.store.documents.list("queue-alarms")).toEqual(new Map());
});

test("tells whoever looks after the installation where there is no channel for it, once", async () => {
  const kit = setUp({ places: [] });
  kit.backlog.set("stages", 1);

  await kit.look();
  await kit.look(ALARM_MS);
  kit.backlog.set("stages", 0);
  await kit.look();

  expect(kit.notes).toEqual([
    "No worker serves the queue `stages`, where 1 job waits. Start one with `switchyard worker`.",
    "Solved: the queue `stages`: nothing waits in it any more.",
  ]);
});

test("a worker is there until it says that it ends, or misses three heartbeats", async () => {
  const kit = setUp();
  await kit.beat("w1", []);
  await kit.beat("w2", []);
  const both = await kit.live();

  await kit.store.commit({ documents: [endChange("w2")] });
  await kit.look(3 * EVERY_MS);
  const one = await kit.live();
  await kit.look(1);

  expect([both, one, await kit.live()]).toEqual([["w1", "w2"], ["w1"], []]);
});
