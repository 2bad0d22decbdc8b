import { randomUUID } from "node:crypto";
import { UnrecoverableError, Worker } from "bullmq";
import type { Job } from "bullmq";
import { inject, onTestFinished } from "vitest";
import { createBullQueue } from "../../jobs/bull-queue.ts";
import { queueOf } from "../../jobs/queue-names.ts";
import { queuePrefix } from "../../src/store/keys.ts";
import { connectOrFail, createRedisClient } from "../../src/store/redis-connection.ts";
import { jobFlowContract } from "../job-flow.contract.ts";

async function connect(role: "door" | "steady") {
  const url = inject("redisUrl");
  const client = createRedisClient({ url, role, name: `flows-test-${role}` });
  onTestFinished(() => client.disconnect());
  await connectOrFail(client, 60_000, url);
  return client;
}

jobFlowContract(async () => {
  const prefix = queuePrefix(`flows-${randomUUID()}`);
  const steady = await connect("steady");
  const settings = { attempts: 1, backoffMs: 10 };
  const queue = createBullQueue({
    client: await connect("door"),
    prefix,
    settings,
    now: () => performance.now(),
  });
  const workers = (["agent.run", "stage.finish"] as const).map(
    (name) =>
      [
        name,
        new Worker(queueOf(name, false), undefined, { connection: steady, prefix, autorun: false }),
      ] as const,
  );
  onTestFinished(async () => {
    await Promise.all(workers.map(async ([, worker]) => worker.close(true)));
    await queue.close();
  });
  const taken = new Map<string, Job>();
  return {
    queue,
    async take(name) {
      const worker = workers.find(([of]) => of === name)?.[1];
      const job = await worker?.getNextJob("token", { block: false });
      if (job === undefined) return undefined;
      taken.set(`${name}:${job.id}`, job);
      return job.id;
    },
    async end(name, id, how) {
      const job = taken.get(`${name}:${id}`);
      if (job === undefined) throw new Error(`${id} was not taken`);
      if (how === "completed") await job.moveToCompleted(undefined, "token", false);
      else await job.moveToFailed(new UnrecoverableError("broken"), "token", false);
    },
  };
});
