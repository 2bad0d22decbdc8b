import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { createBullQueue } from "../../jobs/bull-queue.ts";
import { keyRoot, queuePrefix } from "../../src/store/keys.ts";
import { connectOrFail, createRedisClient, type RedisClient } from "../../src/store/redis-connection.ts";
import { createRedisStore } from "../../src/store/redis-store.ts";
import { agePriorities } from "../../src/tasks/age-priorities.ts";
import { assignmentJob, assignmentsOf } from "../../src/tasks/assignment-job.ts";
import { agentLoadContract } from "../agent-load.contract.ts";
import { jobQueueContract } from "../job-queue.contract.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createTestClock, DAY } from "../store-contract/contract-kit.ts";
import { aTask } from "../store-contract/samples.ts";

const RETENTION = { inboxDays: 30, deliveriesDays: 7, tasksDays: 90, eventsDays: 90 };

async function connect(role: "door" | "steady" | "subscriber"): Promise<RedisClient> {
  const url = inject("redisUrl");
  const client = createRedisClient({ url, role, name: `load-test-${role}` });
  onTestFinished(() => client.disconnect());
  await connectOrFail(client, 60_000, url);
  return client;
}

async function openStore(now: () => number, workspaceId = `load-${randomUUID()}`) {
  const [client, subscriber] = [await connect("steady"), await connect("subscriber")];
  return {
    client,
    workspaceId,
    store: createRedisStore({ client, subscriber, workspaceId, now, retention: RETENTION }),
  };
}

async function openQueue(workspaceId = `load-${randomUUID()}`) {
  const queue = createBullQueue({
    client: await connect("door"),
    prefix: queuePrefix(workspaceId),
    settings: { attempts: 3, backoffMs: 20 },
    now: () => performance.now(),
  });
  onTestFinished(async () => queue.close());
  return queue;
}

agentLoadContract("Redis", async (clock) => (await openStore(clock.now)).store);
jobQueueContract("BullMQ", async () => openQueue());

test("a record of the load that was changed outside is refused by its name", async () => {
  const { client, workspaceId, store } = await openStore(() => 0);
  await client.hset(`${keyRoot(workspaceId)}:load:agents`, "debug", '{"open":"many"}');

  await expect(store.load.agents()).rejects.toMatchObject({ code: "store.corrupt" });
});

test("ageing moves waiting jobs of a real queue, and a task of a low band passes new urgent ones", async () => {
  const clock = createTestClock();
  const { store } = await openStore(clock.now);
  const queue = await openQueue();
  const rules = shipped.rules.priority;
  const submit = async (id: string, band: string, queuePriority: number) => {
    const task = aTask(id, {
      priority: { ...aTask(id).priority, band, queuePriority },
      createdAt: new Date(clock.now()).toISOString(),
    });
    await store.commit({ task });
    for (const assignment of assignmentsOf(task)) await queue.add(assignmentJob(task, assignment));
  };
  const order = async () => (await queue.waitingJobs("agent.run", 100)).map(({ id }) => id.split("-")[0]);

  await submit("T1", "low", 10_000);
  clock.advance(1_000);
  await submit("T2", "urgent", 10);
  const fresh = await order();
  clock.advance(7 * DAY);
  await submit("T3", "urgent", 10);
  const moved = await agePriorities({ store, jobs: queue, rules, nowMs: clock.now() });

  expect(fresh).toEqual(["T2", "T1"]);
  expect(moved).toBe(2);
  expect(await order()).toEqual(["T1", "T2", "T3"]);
});
