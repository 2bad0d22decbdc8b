import { z } from "zod";
import { systemClock } from "../../src/clock.ts";
import { connectStore } from "../../src/entry/connect-store.ts";
import type { ConnectedStore } from "../../src/entry/connect-store.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";

/** What a worker under fire is told by its parent, as JSON in its first argument. */
export const PlanOrders = z.object({ redisUrl: z.string(), workspaceId: z.string(), workMs: z.number() });
export type PlanOrders = z.infer<typeof PlanOrders>;

export async function connectChaos(orders: PlanOrders): Promise<ConnectedStore> {
  return connectStore({
    url: orders.redisUrl,
    workspaceId: orders.workspaceId,
    retention: { inboxDays: 1, deliveriesDays: 1, tasksDays: 1, eventsDays: 1 },
    allowUnsafe: true,
    withinMs: 30_000,
    jobs: {
      concurrency: 8,
      attempts: 5,
      backoffMs: 50,
      maxStarts: 100,
      timeoutMs: 30_000,
      lockMs: 2_000,
      stalledMs: 500,
    },
    clock: systemClock,
    log: silentLogger,
  });
}

async function withClient<T>(
  { redisUrl }: PlanOrders,
  use: (client: ReturnType<typeof createRedisClient>) => Promise<T>,
) {
  const client = createRedisClient({ url: redisUrl, role: "steady", name: "chaos" });
  await connectOrFail(client, 60_000, redisUrl);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

const keyOf = ({ workspaceId }: PlanOrders) => `chaos:${workspaceId}:violations`;

/** A promise that a worker saw broken, for its parent to read. */
export async function noteViolation(orders: PlanOrders, text: string): Promise<void> {
  await withClient(orders, async (client) => client.rpush(keyOf(orders), text));
}

export async function readViolations(orders: PlanOrders): Promise<string[]> {
  return withClient(orders, async (client) => client.lrange(keyOf(orders), 0, -1));
}
