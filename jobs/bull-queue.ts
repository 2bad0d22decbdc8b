import { Queue } from "bullmq";
import { BotError, messageOf } from "../src/errors.ts";
import type { GpuQueue } from "../src/gpu/fall-back.ts";
import type { JobName, JobQueue, JobRequest, JobStanding } from "../src/jobs/job-queue.ts";
import type { RedisClient } from "../src/store/redis-connection.ts";
import { createFlows } from "./flow-producer.ts";
import type { JobSettings } from "./job-settings.ts";
import { queueOf, WORK_QUEUES } from "./queue-names.ts";
import type { QueueName } from "./queue-names.ts";
import { createWaitingList, type WaitingList } from "./waiting-list.ts";

export interface BullQueue extends JobQueue {
  /** Jobs that run, can be taken now, or are tried again within seconds; what waits longer waits for something else. */
  busy(): Promise<number>;
  /** Jobs of each queue of work that a worker could take now. */
  backlog(): Promise<ReadonlyMap<string, number>>;
  /** The queue of jobs that want a GPU, apart from the others. */
  readonly gpuQueue: GpuQueue;
  close(): Promise<void>;
}

export interface BullQueueOptions {
  /** A connection that fails fast, see `ConnectionRole` "door". */
  readonly client: RedisClient;
  readonly prefix: string;
  readonly settings: Pick<JobSettings, "attempts" | "backoffMs">;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** A week: long enough to look into it, short enough to stay small. */
const KEEP_FAILED = { age: 7 * 86_400, count: 1_000 };
/** A retry waits less than this; a job that waits for a moment waits more. */
const SOON_MS = 5_000;
const SOON_LISTED = 50;
/** The count of waiting jobs is for people's eyes: under load it is read this often at most, not once a message. */
const COUNT_CACHE_MS = 200;

/** The queues of one installation, opened when they are first asked for, and what is read from them. */
function openQueues(options: BullQueueOptions) {
  const queues = new Map<QueueName, Queue>();
  const lists = new Map<QueueName, WaitingList>();
  const counts = new Map<QueueName, { readonly at: number; readonly value: Promise<number> }>();

  const jobDefaults = {
    attempts: options.settings.attempts,
    backoff: { type: "exponential", delay: options.settings.backoffMs, jitter: 0.5 },
    removeOnComplete: true,
    removeOnFail: KEEP_FAILED,
  };
  const flows = createFlows({ client: options.client, prefix: options.prefix, jobDefaults });

  function queue(name: QueueName): Queue {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const created = new Queue(name, {
      connection: options.client,
      prefix: options.prefix,
      skipWaitingForReady: true,
      defaultJobOptions: jobDefaults,
    });
    created.on("error", () => undefined);
    queues.set(name, created);
    return created;
  }

  const candidates = (name: JobName) =>
    [...new Set([queueOf(name, false), queueOf(name, true)])].map((each) => queue(each));

  async function count(name: QueueName): Promise<number> {
    const known = counts.get(name);
    if (known !== undefined && options.now() - known.at < COUNT_CACHE_MS) return known.value;
    const value = queue(name)
      .getJobCountByTypes("waiting", "prioritized")
      .catch(() => 0);
    counts.set(name, { at: options.now(), value });
    return value;
  }

  function list(name: QueueName): WaitingList {
    const known = lists.get(name);
    if (known !== undefined) return known;
    const created = createWaitingList(queue(name), { now: options.now, cacheMs: COUNT_CACHE_MS });
    lists.set(name, created);
    return created;
  }

  return { queue, candidates, count, list, lists, queues, flows };
}

/**
 * The job queue on BullMQ. Finished jobs are removed at once: what they did is in the store, and the store refuses
 * to do it twice. A call that Redis does not answer in time rejects with `jobs.unavailable`; the job may exist.
 */
export function createBullQueue(options: BullQueueOptions): BullQueue {
  const { queue, candidates, count, list, lists, queues, flows } = openQueues(options);
  return {
    async add({ name, id, payload, priority, needsGpu }: JobRequest) {
      const jobOptions = { jobId: id, ...(priority === undefined ? {} : { priority }) };
      try {
        await queue(queueOf(name, needsGpu ?? false)).add(name, payload, jobOptions);
      } catch (error) {
        throw unavailable(id, error);
      }
    },
    async addFlow(flow) {
      try {
        await flows.add(flow);
      } catch (error) {
        throw unavailable(flow.job.id, error);
      }
    },
    async standing(name, id) {
      const states = await Promise.all(candidates(name).map(async (each) => each.getJobState(id)));
      return toStanding(states.find((state) => state !== "unknown") ?? "unknown");
    },
    async waiting(name) {
      return count(queueOf(name, false));
    },
    async waitingJobs(name, limit) {
      const names = [...new Set([queueOf(name, false), queueOf(name, true)])];
      return (await Promise.all(names.map(async (each) => list(each).read(limit)))).flat().slice(0, limit);
    },
    async changePriority(name, id, priority) {
      const moved = await Promise.all(candidates(name).map(async (each) => moveJob(each, id, priority)));
      for (const known of lists.values()) known.forget();
      return moved.includes(true);
    },
    async remove(name, id) {
      await Promise.all(candidates(name).map(async (each) => each.remove(id)));
    },
    busy: async () => busyIn(WORK_QUEUES.map(queue)),
    backlog: async () => new Map(await Promise.all(WORK_QUEUES.map(async (name) => backlogOf(queue(name))))),
    gpuQueue: gpuQueueOf(() => queue("agents-gpu")),
    async close() {
      await Promise.all([...queues.values(), flows].map(async (each) => each.close()));
    },
  };
}

function unavailable(id: string, error: unknown): BotError {
  return new BotError("jobs.unavailable", `The job ${id} could not be stored: ${messageOf(error)}`, {
    cause: error,
    retryable: true,
  });
}

async function backlogOf(queue: Queue): Promise<[string, number]> {
  return [queue.name, await queue.getJobCountByTypes("waiting", "prioritized")];
}

function gpuQueueOf(open: () => Queue): GpuQueue {
  return {
    async ready() {
      const jobs = await open().getJobs(["waiting", "prioritized", "active"]);
      // A job that ends between the two readings of the queue comes back as nothing.
      return new Set(jobs.flatMap((job) => (job as typeof job | undefined)?.id ?? []));
    },
    async drop(jobId) {
      await open().remove(jobId);
    },
  };
}

/** A job that begins between the look and the move keeps its place: it has one already. */
async function moveJob(queue: Queue, id: string, priority: number): Promise<boolean> {
  const job = await queue.getJob(id);
  if (job === undefined || toStanding(await job.getState()) !== "waiting") return false;
  await job.changePriority({ priority });
  return true;
}

async function busyIn(queues: readonly Queue[]): Promise<number> {
  const counts = await Promise.all(
    queues.map(async (queue) => {
      const [now, delayed] = await Promise.all([
        queue.getJobCountByTypes("active", "waiting", "prioritized"),
        queue.getDelayed(0, SOON_LISTED),
      ]);
      return now + delayed.filter(({ delay }) => delay < SOON_MS).length;
    }),
  );
  return counts.reduce((all, each) => all + each, 0);
}

function toStanding(state: Awaited<ReturnType<Queue["getJobState"]>>): JobStanding {
  switch (state) {
    case "active":
    case "failed":
    case "completed":
      return state;
    case "unknown":
      return "missing";
    case "waiting":
    case "waiting-children":
    case "delayed":
    case "prioritized":
      return "waiting";
  }
}
