import { FlowProducer, Worker } from "bullmq";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import { CONCURRENCY } from "../spine/spine-harness.ts";

export interface Load {
  readonly tasks: number;
  readonly stages: number;
}

/**
 * The yardstick: BullMQ alone with flows of the same shape, each stage one agent job and the job that ends it, added
 * when the stage before has ended; no store, no plan, no-ops for jobs. Resolves with the seconds it took.
 */
export async function measureRawFlows(redisUrl: string, { tasks, stages }: Load): Promise<number> {
  const adding = createRedisClient({ url: redisUrl, role: "door", name: "raw-add" });
  const working = createRedisClient({ url: redisUrl, role: "steady", name: "raw-work" });
  await Promise.all(
    [adding, working].map(async (client) => connectOrFail(client, 10_000, "the bench server")),
  );
  const prefix = `{raw${Date.now()}}`;
  const producer = new FlowProducer({ connection: adding, prefix });
  const opts = { removeOnComplete: true, attempts: 5, backoff: { type: "exponential", delay: 1_000 } };
  let ended = 0;
  let finish = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });

  async function add(task: string, stage: number): Promise<void> {
    await producer.add({
      name: "finish",
      queueName: "stages",
      data: { task, stage },
      opts: { ...opts, jobId: `${task}-s${stage}` },
      children: [
        {
          name: "agent",
          queueName: "agents",
          data: { task, stage },
          opts: { ...opts, jobId: `${task}-s${stage}-a`, ignoreDependencyOnFailure: true },
        },
      ],
    });
  }

  const worker = { connection: working, prefix, concurrency: CONCURRENCY };
  const agents = new Worker("agents", async () => undefined, worker);
  const ends = new Worker<{ task: string; stage: number }>(
    "stages",
    async ({ data }) => {
      if (data.stage < stages) return add(data.task, data.stage + 1);
      ended += 1;
      if (ended === tasks) finish();
    },
    worker,
  );
  await Promise.all([agents.waitUntilReady(), ends.waitUntilReady()]);
  const start = performance.now();
  await Promise.all(Array.from({ length: tasks }, async (_, index) => add(`T${index + 1}`, 1)));
  await all;
  const seconds = (performance.now() - start) / 1_000;
  await Promise.all([agents.close(), ends.close()]);
  await producer.close();
  for (const client of [adding, working]) client.disconnect();
  return seconds;
}
