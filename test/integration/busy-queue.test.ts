import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { Queue } from "bullmq";
import { createBullQueue } from "../../jobs/bull-queue.ts";
import type { BullQueue } from "../../jobs/bull-queue.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import type { RedisClient } from "../../src/store/redis-connection.ts";

let client: RedisClient;
let queue: BullQueue;
let agents: Queue;

beforeEach(async () => {
  client = createRedisClient({ url: inject("redisUrl"), role: "door", name: "busy" });
  await connectOrFail(client, 60_000, "the test's Redis");
  const prefix = `test-${randomUUID()}`;
  const settings = { attempts: 3, backoffMs: 10 };
  queue = createBullQueue({ client, prefix, settings, now: () => performance.now() });
  agents = new Queue("agents", { connection: client, prefix });
});

afterEach(async () => {
  await agents.close();
  await queue.close();
  client.disconnect();
});

test("counts what waits, over all queues of work", async () => {
  expect(await queue.busy()).toBe(0);

  await queue.add({ name: "message.process", id: "m1", payload: {} });
  await queue.add({ name: "agent.run", id: "a1", payload: {}, priority: 5 });
  await queue.add({ name: "agent.run", id: "g1", payload: {}, needsGpu: true });

  expect(await queue.busy()).toBe(3);
});

test("counts a retry within seconds, and no job that waits for a moment", async () => {
  await agents.add("agent.run", {}, { delay: 1_000 });
  await agents.add("agent.run", {}, { delay: 3_600_000 });

  expect(await queue.busy()).toBe(1);
});
