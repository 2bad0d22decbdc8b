import { Queue } from "bullmq";
import type { JobsOptions } from "bullmq";
import { BotError, messageOf } from "../src/errors.ts";
import type { RedisClient } from "../src/store/redis-connection.ts";
import { alarmName } from "../src/timers/timers.ts";
import type { TimerAlarms } from "../src/timers/timers.ts";
import type { TimerRef } from "../src/timers/timer.ts";
import type { QueueName } from "./queue-names.ts";

export const TIMER_QUEUE: QueueName = "timers";
export const TIMER_JOB = "timer.fire";

export interface BullTimers extends TimerAlarms {
  close(): Promise<void>;
}

export interface BullTimersOptions {
  /** A connection that fails fast, see `ConnectionRole` "door". */
  readonly client: RedisClient;
  readonly prefix: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const TRIES = { attempts: 5, backoff: { type: "exponential", delay: 500, jitter: 0.5 } };
/** Jobs that are added in one transaction, so that Redis does other things in between. */
const CHUNK = 500;

/** Alarms as delayed jobs. A job that all tries failed is forgotten: the auditor arms its timer again. */
export function createBullTimers({ client, prefix, now }: BullTimersOptions): BullTimers {
  const queue = new Queue<TimerRef>(TIMER_QUEUE, {
    connection: client,
    prefix,
    skipWaitingForReady: true,
    defaultJobOptions: { ...TRIES, removeOnComplete: true, removeOnFail: true },
  });
  queue.on("error", () => undefined);

  function toJob(timer: TimerRef): { name: string; data: TimerRef; opts: JobsOptions } {
    const { kind, id, dueMs } = timer;
    // A delay counts from the timestamp: with both given, the moment is the one that is meant.
    const timestamp = now();
    const opts = { jobId: alarmName(timer), timestamp, delay: Math.max(0, dueMs - timestamp) };
    return { name: TIMER_JOB, data: { kind, id, dueMs }, opts };
  }

  async function armAll(timers: readonly TimerRef[]): Promise<void> {
    try {
      for (let start = 0; start < timers.length; start += CHUNK)
        await queue.addBulk(timers.slice(start, start + CHUNK).map(toJob));
    } catch (error) {
      throw unavailable(error);
    }
  }

  return {
    async arm(timer) {
      const { name, data, opts } = toJob(timer);
      try {
        await queue.add(name, data, opts);
      } catch (error) {
        throw unavailable(error);
      }
    },
    armAll,
    armed: async () => new Set(await queue.getRanges(["delayed", "wait", "active"], 0, -1)),
    async disarm(names) {
      for (let start = 0; start < names.length; start += CHUNK)
        await Promise.all(names.slice(start, start + CHUNK).map(async (name) => queue.remove(name)));
    },
    close: async () => queue.close(),
  };
}

function unavailable(error: unknown): BotError {
  return new BotError(
    "jobs.unavailable",
    `A timer could not be armed; it will be within a minute of Redis answering again: ${messageOf(error)}`,
    { cause: error, retryable: true },
  );
}
