import { parseArgs } from "node:util";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import { measureRawBullmq } from "./raw-bullmq.ts";
import { inFlight, median, quantile, startBenchRedis, startSpine } from "./spine-harness.ts";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "3000" },
    rounds: { type: "string", default: "3" },
    quick: { type: "boolean", default: false },
  },
});
const messages = values.quick ? 500 : Number(values.messages);
const rounds = values.quick ? 1 : Number(values.rounds);

async function throughput(redisUrl: string): Promise<void> {
  const raw: number[] = [];
  const spine: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    raw.push((await measureRawBullmq(redisUrl, messages * 2)).rate);
    const running = await startSpine(redisUrl, { workers: true });
    await inFlight(200, 50, async (index) => running.send(1_000_000 + index));
    spine.push(messages / (await inFlight(messages, 100, async (index) => running.send(index))));
    await running.stop();
  }
  const ratio = median(spine) / median(raw);
  console.log(`throughput, ${rounds} round(s) of ${messages} messages, 100 in flight, one process`);
  console.log(
    `  raw BullMQ add and process   ${median(raw).toFixed(0)} jobs/s   (${raw.map((rate) => rate.toFixed(0)).join(", ")})`,
  );
  console.log(
    `  inbox to final delivery      ${median(spine).toFixed(0)} messages/s   (${spine.map((rate) => rate.toFixed(0)).join(", ")})`,
  );
  console.log(`  ratio                        ${(100 * ratio).toFixed(1)} % of raw`);
}

async function latency(redisUrl: string): Promise<void> {
  const count = values.quick ? 50 : 200;
  const raw = await measureRawBullmq(redisUrl, count, 1);
  const running = await startSpine(redisUrl, { workers: true });
  await running.send(2_000_000);
  const spine: number[] = [];
  await inFlight(count, 1, async (index) => spine.push(await running.send(index)));
  await running.stop();
  console.log(`latency at light load, one at a time, ${count} times`);
  console.log(
    `  raw BullMQ add to processed  p50 ${quantile(raw.latencies, 0.5).toFixed(1)} ms   p99 ${quantile(raw.latencies, 0.99).toFixed(1)} ms`,
  );
  console.log(
    `  inbox to final delivery      p50 ${quantile(spine, 0.5).toFixed(1)} ms   p99 ${quantile(spine, 0.99).toFixed(1)} ms`,
  );
  console.log(
    `  ratio                        ${(quantile(spine, 0.5) / quantile(raw.latencies, 0.5)).toFixed(1)} × raw at p50`,
  );
}

async function redisBytes(redisUrl: string): Promise<number> {
  const client = createRedisClient({ url: redisUrl, role: "steady", name: "bench" });
  await connectOrFail(client, 10_000, "the bench server");
  const used = /^used_memory:(\d+)/mu.exec(await client.info("memory"))?.[1];
  client.disconnect();
  return Number(used);
}

async function memory(): Promise<void> {
  console.log("memory with queued tasks and no worker");
  for (const count of values.quick ? [100, 1_000] : [100, 1_000, 10_000]) {
    const redis = await startBenchRedis();
    const running = await startSpine(redis.url, { workers: false });
    globalThis.gc?.();
    const [redisBefore, rssBefore] = [await redisBytes(redis.url), process.memoryUsage().rss];
    await inFlight(count, 100, async (index) => running.accept(index));
    while ((await running.connected.store.inbox.listOpen(Date.now(), 1)).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc?.();
    const perTask = (await redisBytes(redis.url)) - redisBefore;
    const resident = process.memoryUsage().rss - rssBefore;
    console.log(
      `  ${String(count).padStart(6)} queued   Redis ${(perTask / 1024 / count).toFixed(1)} KiB a task (${(perTask / 1048576).toFixed(1)} MiB)   process +${(resident / 1048576).toFixed(0)} MiB`,
    );
    await running.stop();
    await redis.stop();
  }
}

const redis = await startBenchRedis();
await throughput(redis.url);
await latency(redis.url);
await redis.stop();
await memory();
