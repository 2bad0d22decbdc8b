import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { fireTimer } from "../../src/timers/fire-timer.ts";
import { listTimers } from "../../src/timers/timer.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import type { RedisClient } from "../../src/store/redis-connection.ts";
import { createRedisStore } from "../../src/store/redis-store.ts";
import type { Store } from "../../src/store/store.ts";
import { aMatter, createLadderKit, storyOf } from "../escalations/ladder-kit.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";

const RETENTION = { inboxDays: 30, deliveriesDays: 7, tasksDays: 90, eventsDays: 90 };
const ROUNDS = 8;

async function connect(role: "steady" | "subscriber"): Promise<RedisClient> {
  const url = inject("redisUrl");
  const client = createRedisClient({ url, role, name: `ladder-test-${role}` });
  onTestFinished(() => client.disconnect());
  await connectOrFail(client, 60_000, url);
  return client;
}

/** Two bots of one installation, each with a connection of its own. */
async function openBots() {
  const clock = createTestClock();
  const workspaceId = `ladder-${randomUUID()}`;
  const open = async (): Promise<Store> =>
    createRedisStore({
      client: await connect("steady"),
      subscriber: await connect("subscriber"),
      workspaceId,
      now: clock.now,
      retention: RETENTION,
    });
  const bots = [await open(), await open()].map((store) => createLadderKit({ store, clock }));

  /** Every bot hears every alarm that is due, all at the same moment; some hear it twice, as after a crash. */
  async function ringAll(): Promise<void> {
    for (;;) {
      const [first] = bots;
      if (first === undefined) return;
      const due = (await listTimers(first.store)).filter(({ dueMs }) => dueMs <= clock.now());
      if (due.length === 0) return;
      const heard = [...bots, ...bots].flatMap(({ store, handler, arrival, deps: { timers } }) =>
        due.map(async (ref) => fireTimer(ref, { store, clock, handlers: [handler, arrival], timers })),
      );
      await Promise.all(heard);
    }
  }
  return { clock, bots, ringAll };
}

test("two bots that fire the same timers at once let each matter climb once at each level", async () => {
  const { clock, bots, ringAll } = await openBots();
  const [one, other] = bots;
  if (one === undefined || other === undefined) throw new Error("there are no bots");
  await Promise.all(
    bots.flatMap(({ escalations }) =>
      ["a", "b", "c"].map(async (key) =>
        escalations.raise({ ...aMatter, key, matter: key, type: "incident", severity: "critical" }),
      ),
    ),
  );

  await ringAll();
  for (const minutes of [15, 45, 180]) {
    clock.advance(minutes * 60_000);
    await ringAll();
  }

  const story = await storyOf(one.store);
  const count = (what: string) => story.filter((line) => line.endsWith(what)).length;
  expect([count("raised"), count("climbed")]).toEqual([3, 9]);
  const open = await other.escalations.open();
  expect(open.map(({ level }) => level)).toEqual(["review", "review", "review"]);
  expect(new Set(open.map(({ no }) => no))).toEqual(new Set([1, 2, 3]));
});

test("an acknowledgement that races the timer is never followed by a page, whoever is first", async () => {
  const { clock, bots, ringAll } = await openBots();
  const [one, other] = bots;
  if (one === undefined || other === undefined) throw new Error("there are no bots");
  for (let round = 0; round < ROUNDS; round += 1)
    await one.escalations.raise({ ...aMatter, key: `k${round}`, matter: `k${round}` });
  await ringAll();
  clock.advance(2 * 3_600_000);

  const acks = Array.from({ length: ROUNDS }, async (_, round) =>
    other.escalations.act(`k${round}`, { type: "acknowledged", by: "ada" }),
  );
  await Promise.all([ringAll(), ...acks]);

  const events = await one.store.events.since("0", 10_000);
  for (let round = 0; round < ROUNDS; round += 1) {
    const own = events.filter(({ data }) => data["id"] === `k${round}`).map(({ type }) => type);
    const ack = own.indexOf("escalation.acknowledged");
    expect(ack).toBeGreaterThan(0);
    expect(own.slice(ack + 1)).toEqual([]);
    expect(own.filter((type) => type === "escalation.climbed").length).toBeLessThanOrEqual(1);
  }
});
