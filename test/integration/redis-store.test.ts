import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import { keyRoot } from "../../src/store/keys.ts";
import { migrateStore } from "../../src/store/migrate.ts";
import type { Migration } from "../../src/store/migrate.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import type { RedisClient } from "../../src/store/redis-connection.ts";
import { createRedisStore } from "../../src/store/redis-store.ts";
import type { Store } from "../../src/store/store.ts";
import { threadKey } from "../../src/chat/message-key.ts";
import { storeContract } from "../store.contract.ts";
import { claim, idsOf, only, settle } from "../store-contract/claiming.ts";
import { createTestClock, DAY } from "../store-contract/contract-kit.ts";
import type { TestClock } from "../store-contract/contract-kit.ts";
import { aLabel } from "../store-contract/label-promises.ts";
import {
  ADDRESS,
  aMessage,
  aPost,
  aRef,
  aResult,
  aStatus,
  aTask,
  keyOf,
  nextVersion,
} from "../store-contract/samples.ts";

const RETENTION = { inboxDays: 30, deliveriesDays: 7, tasksDays: 90, eventsDays: 90 };

let client: RedisClient;
let subscriber: RedisClient;

async function connect(role: "steady" | "subscriber"): Promise<RedisClient> {
  const url = inject("redisUrl");
  const connected = createRedisClient({ url, role, name: `store-test-${role}` });
  await connectOrFail(connected, 60_000, url);
  return connected;
}

beforeAll(async () => {
  client = await connect("steady");
  subscriber = await connect("subscriber");
});

afterAll(async () => {
  await client.quit();
  await subscriber.quit();
});

function openStore(clock: TestClock, workspaceId: string): Store {
  return createRedisStore({
    client,
    subscriber,
    workspaceId,
    now: () => clock.now(),
    retention: RETENTION,
  });
}

function openFresh() {
  const workspaceId = `test-${randomUUID()}`;
  const clock = createTestClock();
  return { workspaceId, clock, root: keyRoot(workspaceId), store: openStore(clock, workspaceId) };
}

async function keysLike(pattern: string): Promise<string[]> {
  return (await client.keys(pattern)).sort();
}

/** Writes one of everything and lets a delivery of each fate come out. */
async function fillStore(store: Store, clock: TestClock): Promise<void> {
  await store.inbox.accept(keyOf(aMessage("1")), aMessage("1"));
  await store.inbox.reserveTaskId(keyOf(aMessage("1")));
  await store.commit({
    task: aTask("T1"),
    result: { taskId: "T1", field: "a1", result: aResult("found it") },
    events: [{ type: "task.created", taskId: "T1" }],
    deliveries: [aPost("sent"), aPost("dead"), aPost("waiting"), aStatus("st", "queued", aRef("9"))],
    deadLetter: { add: { kind: "task", id: "T1" } },
    question: { threadKey: "t1", value: "which crate?" },
    label: aLabel(),
  });
  const lane = (await claim(store)).find((candidate) => idsOf(candidate).includes("sent"));
  if (lane === undefined) throw new Error("the lane was not claimed");
  await settle(store, lane, "sent");
  await store.deliveries.fail({ ...lane, deliveryId: "dead", unsure: false, retryAtMs: "never" });
  const retryAtMs = clock.now() + 1_000;
  await store.deliveries.fail({
    ...lane,
    deliveryId: "waiting",
    unsure: false,
    retryAtMs,
    pauseChannel: true,
  });
}

storeContract("the Redis store", async (clock) => ({
  store: openStore(clock, `test-${randomUUID()}`),
  close: async () => undefined,
}));

describe("the Redis store", () => {
  test("puts all keys of a workspace under its hash tag", async () => {
    const { store, clock, workspaceId, root } = openFresh();

    await fillStore(store, clock);

    const all = await keysLike(`*${workspaceId}*`);
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter((key) => !key.startsWith(`${root}:`))).toEqual([]);
    expect(root).toContain(`{${workspaceId}}`);
  });

  test("keeps workspaces apart", async () => {
    const one = openFresh();
    const other = openFresh();
    const heard: string[] = [];
    const stop = await other.store.wake.onWake((address) => heard.push(address));

    await fillStore(one.store, one.clock);

    expect(await other.store.inbox.get(keyOf(aMessage("1")))).toBeUndefined();
    expect(await other.store.inbox.accept(keyOf(aMessage("1")), aMessage("1"))).toBe("accepted");
    expect(await other.store.inbox.reserveTaskId(keyOf(aMessage("1")))).toBe("T1");
    expect(await other.store.tasks.get("T1")).toBeUndefined();
    expect(await other.store.tasks.listRecent(10)).toEqual([]);
    expect((await other.store.events.since("0", 10)).map((event) => event.type)).toEqual([
      "message.received",
    ]);
    expect(await claim(other.store)).toEqual([]);
    expect(await other.store.deadLetters.list(10)).toEqual([]);
    expect(await other.store.questions.get("t1")).toBeUndefined();
    expect(await other.store.labels.since("0", 10)).toEqual([]);
    await other.store.commit({ deliveries: [aPost("own", { workspace: "w2" })] });
    await expect.poll(() => heard.length).toBe(1);
    expect(heard).not.toContain(ADDRESS);
    await stop();
  });

  test("shows two processes of one workspace the same things", async () => {
    const { clock, workspaceId, store } = openFresh();
    const second = openStore(clock, workspaceId);
    const message = aMessage("1");

    const answers = await Promise.all([
      store.inbox.accept(keyOf(message), message),
      second.inbox.accept(keyOf(message), message),
    ]);
    await store.commit({ task: aTask("T1"), deliveries: [aPost("d1")] });

    expect(new Set(answers)).toEqual(new Set(["accepted", "duplicate"]));
    expect(await second.tasks.get("T1")).toEqual(aTask("T1"));
    const claims = await Promise.all([claim(store), claim(second)]);
    expect(claims.flat()).toHaveLength(1);
  });

  test("goes on after everything in Redis was deleted", async () => {
    const { store, clock, root } = openFresh();
    await fillStore(store, clock);
    clock.advance(1_000);
    const lane = only(await claim(store));

    // Scripts and data of this workspace, as FLUSHALL would, without touching the tests beside this one.
    await client.script("FLUSH");
    await client.del(...(await keysLike(`${root}:*`)));

    expect(await settle(store, lane, idsOf(lane)[0] ?? "")).toBe("fenced");
    expect(
      await store.deliveries.fail({ ...lane, deliveryId: "waiting", unsure: true, retryAtMs: "never" }),
    ).toBe("fenced");
    await store.deliveries.release(lane);
    expect(await store.deliveries.revive("dead")).toBe(false);
    expect(await store.deliveries.nextDueMs(ADDRESS)).toBeUndefined();
    expect(await store.tasks.listOpen(10)).toEqual([]);
    expect(await store.events.ofTask("T1")).toEqual([]);
    expect((await store.housekeeping.sweep({ eventsMs: 1, tasksMs: 1, deliveriesMs: 1 })).abandoned).toBe(0);
    expect(await store.inbox.accept(keyOf(aMessage("1")), aMessage("1"))).toBe("accepted");
    expect(await store.commit({ task: nextVersion(aTask("T1"), {}) })).toBe("conflict");
    await fillStore(store, clock);
    expect(await store.tasks.get("T1")).toEqual(aTask("T1"));
  });

  test("leaves no trace of a task that was cleared away", async () => {
    const { store, clock, root } = openFresh();
    const task = aTask("T77", { createdAt: new Date(clock.now()).toISOString() });
    await store.commit({
      task,
      result: { taskId: "T77", field: "a1", result: aResult("found it") },
      events: [{ type: "task.created", taskId: "T77" }],
    });
    await store.commit({ task: nextVersion(task, { state: "done" }) });
    clock.advance(10 * DAY);

    await store.housekeeping.sweep({ eventsMs: 0, tasksMs: clock.now(), deliveriesMs: 0 });

    const names = await keysLike(`${root}:*`);
    expect(names.filter((key) => key.includes("T77") || key.includes(threadKey(task.thread)))).toEqual([]);
  });

  test("forgets the records of sent deliveries and finished messages in time", async () => {
    const { store, root } = openFresh();
    const key = keyOf(aMessage("1"));
    await store.inbox.accept(key, aMessage("1"));
    await store.commit({ inbox: { key, state: "done" }, deliveries: [aPost("d1"), aPost("d2")] });
    const lane = only(await claim(store));
    await settle(store, lane, "d1");

    const ttl = async (name: string) => client.ttl(`${root}:${name}`);
    // Whole days, but for what has passed of them since.
    const days = async (name: string) => Math.ceil((await ttl(name)) / 86_400);

    expect([await days(`inbox:${key}`), await days("delivery:d1")]).toEqual([30, 7]);
    expect(await ttl("delivery:d2")).toBe(-1);
  });
});

async function openFilled() {
  const fresh = openFresh();
  await fillStore(fresh.store, fresh.clock);
  return fresh;
}

/** The message that a read was refused with as corrupt. */
async function refusalOf(read: Promise<unknown>): Promise<string> {
  try {
    await read;
  } catch (error) {
    if (error instanceof BotError && error.code === "store.corrupt") return error.message;
    throw error;
  }
  return "not refused";
}

describe("a record that was changed outside", () => {
  test.each(["not json", "null", '{"kind":"message"}'])("refuses an inbox message of %s", async (doc) => {
    const { store, root } = await openFilled();
    const key = `${root}:inbox:${keyOf(aMessage("1"))}`;
    await client.hset(key, "d", doc);

    expect(await refusalOf(store.inbox.get(keyOf(aMessage("1"))))).toContain(key);
  });

  test("refuses an inbox state that does not exist", async () => {
    const { store, root } = await openFilled();
    const key = `${root}:inbox:${keyOf(aMessage("1"))}`;
    await client.hset(key, "s", "lost");

    expect(await refusalOf(store.inbox.get(keyOf(aMessage("1"))))).toContain(key);
  });

  test.each(["not json", "[]", JSON.stringify({ ...aTask("T1"), state: "paused" })])(
    "refuses a task of %s",
    async (doc) => {
      const { store, root } = await openFilled();
      await client.hset(`${root}:task:T1`, "d", doc);

      expect(await refusalOf(store.tasks.get("T1"))).toContain(`${root}:task:T1`);
      expect(await refusalOf(store.tasks.listOpen(10))).toContain(`${root}:task:T1`);
    },
  );

  test("refuses a result that is none", async () => {
    const { store, root } = await openFilled();
    await client.hset(`${root}:results:T1`, "a1", '{"summary":1}');

    expect(await refusalOf(store.tasks.results("T1"))).toContain(`${root}:results:T1`);
  });

  test("refuses an event that is none", async () => {
    const { store, root } = await openFilled();
    const id = await client.xadd(`${root}:events`, "*", "d", '{"type":"moon.landing"}');

    expect(await refusalOf(store.events.since("0", 100))).toContain(`${root}:events ${String(id)}`);
  });

  test("refuses an entry of the event log without our field", async () => {
    const { store, root } = await openFilled();
    await client.xadd(`${root}:events`, "*", "other", "field");

    expect(await refusalOf(store.events.since("0", 100))).toContain(`${root}:events`);
  });

  test.each(["not json", '{"kind":"guessed"}'])("refuses a label of %s", async (doc) => {
    const { store, root } = await openFilled();
    const id = await client.xadd(`${root}:labels`, "*", "d", doc);

    expect(await refusalOf(store.labels.since("0", 100))).toContain(`${root}:labels ${String(id)}`);
  });

  test.each([
    ["content", "d", '{"kind":"telegram"}'],
    ["state", "s", "lost"],
    ["failure count", "n", "many"],
  ])(
    "makes a delivery with a %s that cannot be a dead letter, and sends the next one",
    async (_, field, value) => {
      const { store, root } = openFresh();
      await store.commit({ deliveries: [aPost("d1"), aPost("d2")] });
      await client.hset(`${root}:delivery:d1`, field, value);

      const lanes = await claim(store);

      expect(lanes.flatMap((lane) => lane.deliveries.map(({ id }) => id))).toEqual(["d2"]);
      expect((await store.deadLetters.list(10)).map(({ id }) => id)).toEqual(["d1"]);
    },
  );

  test("refuses a dead letter of an unknown kind", async () => {
    const { store, root } = await openFilled();
    await client.zadd(`${root}:dead`, 1, "ship:1");

    expect(await refusalOf(store.deadLetters.list(10))).toContain("ship:1");
  });
});

/** A step that notes its runs. */
function aStep(to: number, runs: number[], migrate?: () => Promise<void>): Migration {
  return {
    to,
    migrate: async () => {
      await migrate?.();
      runs.push(to);
    },
  };
}

describe("the schema version", () => {
  test("is written to an empty Redis, which needs no steps", async () => {
    const { workspaceId } = openFresh();
    const runs: number[] = [];

    const answer = await migrateStore(client, workspaceId, [aStep(2, runs), aStep(3, runs)]);

    expect(answer).toEqual({ from: 3, to: 3 });
    expect(runs).toEqual([]);
    expect(await migrateStore(client, workspaceId, [aStep(2, runs), aStep(3, runs)])).toEqual(answer);
  });

  test("of a newer program is refused and stays as it is", async () => {
    const { workspaceId } = openFresh();
    await migrateStore(client, workspaceId, [aStep(2, [])]);

    await expect(migrateStore(client, workspaceId, [])).rejects.toMatchObject({
      code: "store.newer",
      retryable: false,
    });

    expect(await migrateStore(client, workspaceId, [aStep(2, [])])).toEqual({ from: 2, to: 2 });
  });

  test("grows by the steps that are missing, in order", async () => {
    const { workspaceId } = openFresh();
    const runs: number[] = [];
    await migrateStore(client, workspaceId, [aStep(2, [])]);

    const answer = await migrateStore(
      client,
      workspaceId,
      [2, 3, 4].map((to) => aStep(to, runs)),
    );

    expect(answer).toEqual({ from: 2, to: 4 });
    expect(runs).toEqual([3, 4]);
  });

  test("goes on at the step that failed", async () => {
    const { workspaceId, root } = openFresh();
    const runs: number[] = [];
    await migrateStore(client, workspaceId, []);
    const broken = aStep(3, runs, async () => Promise.reject(new BotError("store.test", "step 3 fails")));

    await expect(migrateStore(client, workspaceId, [aStep(2, runs), broken])).rejects.toThrow("step 3");
    // The next start need not wait for the end of a lock.
    expect(await client.exists(`${root}:migrating`)).toBe(0);
    await migrateStore(client, workspaceId, [aStep(2, runs), aStep(3, runs)]);

    expect(runs).toEqual([2, 3]);
  });

  test("is changed by one of several processes that start together", async () => {
    const { workspaceId } = openFresh();
    const runs: number[] = [];
    await migrateStore(client, workspaceId, []);
    const steps = [aStep(2, runs, async () => new Promise((resolve) => setTimeout(resolve, 20)))];

    const answers = await Promise.all([1, 2, 3].map(async () => migrateStore(client, workspaceId, steps)));

    expect(runs).toEqual([2]);
    expect(answers.map(({ to }) => to)).toEqual([2, 2, 2]);
  });
});
