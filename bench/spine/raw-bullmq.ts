import { Queue, Worker } from "bullmq";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import { CONCURRENCY, inFlight } from "./spine-harness.ts";

/**
 * The yardstick: BullMQ alone on the same Redis, each job added one by one and processed by a no-op, both in this
 * process, with as many in flight as the spine has. Resolves with jobs a second, and the latencies in ms.
 */
export async function measureRawBullmq(
  redisUrl: string,
  jobs: number,
  width = CONCURRENCY,
): Promise<{ rate: number; latencies: number[] }> {
  const adding = createRedisClient({ url: redisUrl, role: "door", name: "raw-add" });
  const working = createRedisClient({ url: redisUrl, role: "steady", name: "raw-work" });
  await Promise.all(
    [adding, working].map(async (client) => connectOrFail(client, 10_000, "the bench server")),
  );
  const queue = new Queue(`raw${Date.now()}`, {
    connection: adding,
    prefix: "{raw}",
    defaultJobOptions: {
      removeOnComplete: true,
      attempts: 5,
      backoff: { type: "exponential", delay: 1_000 },
    },
  });
  const waiting = new Map<string, () => void>();
  const worker = new Worker(
    queue.name,
    async (job) => {
      waiting.get(job.id ?? "")?.();
    },
    { connection: working, prefix: "{raw}", concurrency: CONCURRENCY },
  );
  await worker.waitUntilReady();
  const latencies: number[] = [];
  const seconds = await inFlight(jobs, width, async (index) => {
    const start = performance.now();
    const done = new Promise<void>((resolve) => waiting.set(`j${index}`, resolve));
    await queue.add("no-op", { key: `message-${index}`, round: 1 }, { jobId: `j${index}` });
    await done;
    waiting.delete(`j${index}`);
    latencies.push(performance.now() - start);
  });
  await worker.close();
  await queue.close();
  adding.disconnect();
  working.disconnect();
  return { rate: jobs / seconds, latencies };
}
