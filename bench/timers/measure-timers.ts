import { Queue, Worker } from "bullmq";
import { startTimerWorker } from "../../jobs/timer-fire.ts";
import { TIMER_QUEUE } from "../../jobs/bull-timers.ts";
import { systemClock } from "../../src/clock.ts";
import { connectStore } from "../../src/entry/connect-store.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import { auditTimers } from "../../src/timers/audit-timers.ts";
import { takeTimer, timerChange } from "../../src/timers/timer.ts";
import type { Timer } from "../../src/timers/timer.ts";
import { createCountdown, timeEach } from "./in-flight.ts";

export interface Measured {
  /** Seconds to schedule all of them. */
  readonly schedule: number;
  /** Seconds to fire all of them, due at once. */
  readonly fire: number;
  /** Memory of the server for one that is open, in KiB. */
  readonly kib: number;
  /** Seconds of one look of the auditor at all of them; absent where there is none. */
  readonly audit?: number;
  /** How late those were that were due one after the other, in ms. */
  readonly lateMs: readonly number[];
}

export interface Sizes {
  readonly timers: number;
  /** Timers that are due spread over `overMs`. */
  readonly spread: number;
  readonly overMs: number;
}

const DAY_MS = 86_400_000;
const KIND = "bench.fire";
const LEAD_MS = 500;
const CONCURRENCY = 16;
const JOBS = {
  concurrency: CONCURRENCY,
  attempts: 5,
  backoffMs: 500,
  maxStarts: 5,
  timeoutMs: 60_000,
  lockMs: 10_000,
  stalledMs: 5_000,
};

async function open(redisUrl: string) {
  const connected = await connectStore({
    url: redisUrl,
    workspaceId: `bench${Date.now()}`,
    retention: { inboxDays: 1, deliveriesDays: 1, tasksDays: 1, eventsDays: 1 },
    allowUnsafe: false,
    withinMs: 10_000,
    jobs: JOBS,
    clock: systemClock,
    log: silentLogger,
  });
  const { client, prefix } = connected.workerHost;
  const queue = new Queue(TIMER_QUEUE, { connection: client, prefix });
  const kib = async () => Number(/^used_memory:(\d+)/mu.exec(await client.info("memory"))?.[1]) / 1_024;
  return { connected, queue, kib };
}

/** Durable timers: a document and a job each; fired by a handler that does nothing but take them. */
export async function measureTimers(redisUrl: string, { timers, spread, overMs }: Sizes): Promise<Measured> {
  const { connected, queue, kib } = await open(redisUrl);
  const { store, timers: alarms, workerHost } = connected;
  const set = async (id: string, dueMs: number): Promise<void> => {
    const timer: Timer = { kind: KIND, id, dueMs };
    await store.commit({ documents: [timerChange(timer)] });
    await alarms.arm(timer);
  };
  const before = await kib();
  const farMs = systemClock.now() + DAY_MS;
  const schedule = await timeEach(timers, async (index) => set(`E${index}`, farMs));
  const used = await kib();
  const auditStart = performance.now();
  await auditTimers({ store, timers: alarms, clock: systemClock, kinds: [KIND] });
  const audit = (performance.now() - auditStart) / 1_000;

  let aheadMs = DAY_MS;
  let countdown = createCountdown(timers);
  const lateMs: number[] = [];
  const worker = startTimerWorker(workerHost, {
    store,
    timers: alarms,
    clock: { now: () => systemClock.now() + aheadMs },
    handlers: [
      {
        kind: KIND,
        async fire(timer) {
          if (aheadMs === 0) lateMs.push(systemClock.now() - timer.dueMs);
          await store.commit({ documents: [takeTimer(timer)] });
          countdown.done();
        },
      },
    ],
  });
  const start = performance.now();
  await queue.promoteJobs({ count: timers });
  await countdown.all;
  const fire = (performance.now() - start) / 1_000;

  aheadMs = 0;
  countdown = createCountdown(spread);
  const firstMs = systemClock.now() + LEAD_MS;
  await timeEach(spread, async (index) => set(`L${index}`, firstMs + Math.floor((index * overMs) / spread)));
  await countdown.all;
  await worker.stop(1_000);
  await queue.close();
  await connected.close();
  return { schedule, fire, kib: (used - before) / timers, audit, lateMs };
}

/** The yardstick: delayed jobs of BullMQ alone, with the same options, that do nothing. */
export async function measureRaw(redisUrl: string, { timers, spread, overMs }: Sizes): Promise<Measured> {
  const { connected, queue: inspected, kib } = await open(redisUrl);
  const { client: steady, prefix } = connected.workerHost;
  const door = createRedisClient({ url: redisUrl, role: "door", name: "raw" });
  await connectOrFail(door, 10_000, "the bench server");
  const queue = new Queue<{ dueMs: number }>(TIMER_QUEUE, { connection: door, prefix });
  const set = async (jobId: string, dueMs: number): Promise<void> => {
    const timestamp = systemClock.now();
    await queue.add(
      KIND,
      { dueMs },
      {
        jobId,
        timestamp,
        delay: Math.max(0, dueMs - timestamp),
        attempts: JOBS.attempts,
        backoff: { type: "exponential", delay: JOBS.backoffMs },
        removeOnComplete: true,
      },
    );
  };
  const before = await kib();
  const farMs = systemClock.now() + DAY_MS;
  const schedule = await timeEach(timers, async (index) => set(`E${index}`, farMs));
  const used = await kib();

  let isSpread = false;
  let countdown = createCountdown(timers);
  const lateMs: number[] = [];
  const worker = new Worker<{ dueMs: number }>(
    TIMER_QUEUE,
    async ({ data }) => {
      if (isSpread) lateMs.push(systemClock.now() - data.dueMs);
      countdown.done();
    },
    { connection: steady, prefix, concurrency: CONCURRENCY },
  );
  const start = performance.now();
  await queue.promoteJobs({ count: timers });
  await countdown.all;
  const fire = (performance.now() - start) / 1_000;

  isSpread = true;
  countdown = createCountdown(spread);
  const firstMs = systemClock.now() + LEAD_MS;
  await timeEach(spread, async (index) => set(`L${index}`, firstMs + Math.floor((index * overMs) / spread)));
  await countdown.all;
  await worker.close();
  await Promise.all([queue.close(), inspected.close()]);
  door.disconnect();
  await connected.close();
  return { schedule, fire, kib: (used - before) / timers, lateMs };
}
