import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { refreshBoards } from "../../src/board/refresh-board.ts";
import { fireTimer } from "../../src/timers/fire-timer.ts";
import { listTimers } from "../../src/timers/timer.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import { createRedisStore } from "../../src/store/redis-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createBoardKit } from "../board/board-kit.ts";
import { takeDeliveries } from "../conversation/conversation-kit.ts";
import { createBot } from "../quarter/quarter-bots.ts";
import { AGENT_OF } from "../quarter/quarter-setting.ts";
import { aTask } from "../store-contract/samples.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";

const RETENTION = { inboxDays: 30, deliveriesDays: 7, tasksDays: 90, eventsDays: 90 };
/** A Friday in Lisbon, an hour before the standup. */
const START_MS = Date.parse("2031-03-07T09:00:00Z");

async function connect(role: "steady" | "subscriber") {
  const url = inject("redisUrl");
  const client = createRedisClient({ url, role, name: `one-of-each-${role}` });
  onTestFinished(() => client.disconnect());
  await connectOrFail(client, 60_000, url);
  return client;
}

/** Two bots of one installation, which hear and look at everything at the same moment. */
async function openBots() {
  const clock = createTestClock(START_MS);
  const workspaceId = `posts-${randomUUID()}`;
  const open = async (): Promise<Store> =>
    createRedisStore({
      client: await connect("steady"),
      subscriber: await connect("subscriber"),
      workspaceId,
      now: clock.now,
      retention: RETENTION,
    });
  const store = await open();
  const stores = [store, await open()];
  const alarms = {
    arm: async () => undefined,
    armAll: async () => undefined,
    armed: async () => new Set<string>(),
    disarm: async () => undefined,
  };
  const bots = stores.map((own) => ({
    store: own,
    bot: createBot({ store: own, clock, alarms, absences: [] }),
    board: { ...createBoardKit().deps, store: own, clock },
  }));

  /** By the id of the post: one that changes is still one. */
  const sent = new Map<string, string>();

  async function fireTogether(): Promise<void> {
    const due = (await listTimers(store)).filter(({ dueMs }) => dueMs <= clock.now());
    const fired = bots.flatMap((one) =>
      due.map(async (ref) =>
        fireTimer(ref, { store: one.store, clock, handlers: one.bot.handlers, timers: alarms }),
      ),
    );
    await Promise.all(fired);
    for (const each of await takeDeliveries(store))
      if (each.kind !== "status") sent.set(each.id, `${each.to.channel} ${each.id.split(".")[0]}`);
  }

  /** From timer to timer, like two bots with one alarm clock. */
  async function passTo(untilMs: number): Promise<void> {
    await Promise.all(bots.flatMap(({ bot, board }) => [bot.tend(), refreshBoards(board)]));
    for (;;) {
      await fireTogether();
      const [next] = await listTimers(store);
      if (next === undefined || next.dueMs > untilMs) return;
      clock.advance(Math.max(0, next.dueMs - clock.now()));
    }
  }
  return { store, bots, passTo, sent };
}

test("two bots on one Redis send one of each: standup, question, weekly report, page and board", async () => {
  const { store, bots, passTo, sent } = await openBots();
  const channel = "#lisbon-requests";
  const task = aTask("T1", { state: "running", requester: { id: "U-ana" } });
  await store.commit({
    task: { ...task, thread: { ...task.thread, channel } },
    events: [
      { type: "task.created", taskId: "T1" },
      { type: "assignment.started", taskId: "T1", data: { agent: "debug", assignment: "a1" } },
    ],
  });
  await passTo(START_MS);
  await Promise.all(
    bots.map(async ({ bot }) =>
      bot.escalations.raise({
        key: "k1",
        taskId: "T1",
        agent: AGENT_OF["ana"] ?? "",
        problem: "the licence server is away",
        attempts: [],
        needs: [],
        openForMs: 0,
        severity: "high",
      }),
    ),
  );

  await passTo(Date.parse("2031-03-07T16:30:00Z"));

  const events = await store.events.since("0", 10_000);
  const count = (type: string, team?: string) =>
    events.filter((event) => event.type === type && (team === undefined || event.data["team"] === team))
      .length;
  expect([
    count("standup.posted", "lisbon"),
    count("report.posted", "lisbon"),
    count("escalation.raised"),
    count("meeting.missed"),
  ]).toEqual([1, 1, 1, 0]);
  const steps = events.filter(({ type }) => type === "escalation.climbed").map(({ data }) => data["level"]);
  expect(steps).toEqual(["team"]);
  const of = (post: string) => [...sent.values()].filter((one) => one === post).length;
  expect([
    of("#lisbon-standup standup"),
    of("#lisbon-reports weekly"),
    of("@U-ines standup"),
    of("board board"),
  ]).toEqual([1, 1, 2, 1]);
  // One at each level.
  expect(of("@U-ana escalation")).toBe(2);
});
