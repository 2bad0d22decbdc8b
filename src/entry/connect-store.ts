import { createBullQueue } from "../../jobs/bull-queue.ts";
import type { BullQueue } from "../../jobs/bull-queue.ts";
import { createBullTimers } from "../../jobs/bull-timers.ts";
import type { JobSettings } from "../../jobs/job-settings.ts";
import type { WorkerHost } from "../../jobs/start-workers.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log/logger.ts";
import { refuseUnsafeRedis } from "../store/check-redis.ts";
import { queuePrefix } from "../store/keys.ts";
import { migrateStore } from "../store/migrate.ts";
import { connectOrFail, createRedisClient, redactRedisUrl } from "../store/redis-connection.ts";
import { createRedisStore } from "../store/redis-store.ts";
import type { Retention } from "../store/store-context.ts";
import type { Store } from "../store/store.ts";
import type { TimerAlarms } from "../timers/timers.ts";

export interface ConnectStoreOptions {
  readonly url: string;
  /** One installation is one workspace of the store. */
  readonly workspaceId: string;
  readonly retention: Retention;
  readonly allowUnsafe: boolean;
  /** Infinity waits for as long as it takes. */
  readonly withinMs: number;
  readonly jobs: JobSettings;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface ConnectedStore {
  readonly store: Store;
  readonly queue: BullQueue;
  readonly timers: TimerAlarms;
  readonly workerHost: WorkerHost;
  ping(): Promise<void>;
  /** Workers and dispatchers must have stopped before. */
  close(): Promise<void>;
}

/** Connects to Redis, refuses an unsafe server, migrates the data, and hands out the store and the queues. */
export async function connectStore(options: ConnectStoreOptions): Promise<ConnectedStore> {
  const { url, workspaceId, clock, log } = options;
  const door = createRedisClient({ url, role: "door", name: "store" });
  const subscriber = createRedisClient({ url, role: "subscriber", name: "wake" });
  const steady = createRedisClient({ url, role: "steady", name: "jobs" });
  const where = redactRedisUrl(url);
  try {
    await Promise.all(
      [door, subscriber, steady].map(async (client) => connectOrFail(client, options.withinMs, where)),
    );
    const findings = await refuseUnsafeRedis(door, options.allowUnsafe);
    for (const { code, message } of findings) log.warn({ code }, message);
    await migrateStore(door, workspaceId);
  } catch (error) {
    for (const client of [door, subscriber, steady]) client.disconnect();
    throw error;
  }
  const prefix = queuePrefix(workspaceId);
  const queue = createBullQueue({
    client: door,
    prefix,
    settings: options.jobs,
    now: () => performance.now(),
  });
  const timers = createBullTimers({ client: door, prefix, now: clock.now });
  return {
    timers,
    store: createRedisStore({
      client: door,
      subscriber,
      workspaceId,
      now: clock.now,
      retention: options.retention,
    }),
    queue,
    workerHost: { client: steady, prefix, settings: options.jobs, log },
    async ping() {
      await door.ping();
    },
    async close() {
      await Promise.all([queue, timers].map(async (each) => each.close().catch(() => undefined)));
      for (const client of [door, subscriber, steady]) client.disconnect();
    },
  };
}
