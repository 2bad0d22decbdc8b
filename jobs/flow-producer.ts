import { FlowProducer } from "bullmq";
import type { DefaultJobOptions, FlowJob } from "bullmq";
import type { JobFlow } from "../src/jobs/job-queue.ts";
import type { RedisClient } from "../src/store/redis-connection.ts";
import { queueOf } from "./queue-names.ts";

export interface FlowOptions {
  readonly client: RedisClient;
  readonly prefix: string;
  readonly jobDefaults: DefaultJobOptions;
}

export interface Flows {
  add(flow: JobFlow): Promise<void>;
  close(): Promise<void>;
}

/** Whoever waits for a job goes on when it fails for good: the store knows what that means, the queue does not. */
function toFlowJob({ job, after }: JobFlow, jobDefaults: DefaultJobOptions): FlowJob {
  const { name, id, payload, priority, needsGpu = false } = job;
  return {
    name,
    queueName: queueOf(name, needsGpu),
    data: payload,
    opts: { ...jobDefaults, jobId: id, ...(priority === undefined ? {} : { priority }) },
    children: after.map((each) => {
      const child = toFlowJob(each, jobDefaults);
      return { ...child, opts: { ...child.opts, ignoreDependencyOnFailure: true } };
    }),
  };
}

/** BullMQ's flows; the producer is made when the first one is added. */
export function createFlows({ client, prefix, jobDefaults }: FlowOptions): Flows {
  let producer: FlowProducer | undefined;

  function open(): FlowProducer {
    const created = new FlowProducer({ connection: client, prefix, skipWaitingForReady: true });
    created.on("error", () => undefined);
    return created;
  }

  return {
    async add(flow) {
      producer ??= open();
      await producer.add(toFlowJob(flow, jobDefaults));
    },
    async close() {
      await producer?.close();
    },
  };
}
