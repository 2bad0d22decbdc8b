import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "bullmq";
import type { Job as BullJob } from "bullmq";
import type { ConversationDeps } from "../src/conversation/conversation-deps.ts";
import type { Job } from "../src/jobs/job.ts";
import type { RunEffectDeps } from "../src/effects/run-effect.ts";
import { messageOf } from "../src/errors.ts";
import type { Logger } from "../src/log/logger.ts";
import type { RedisClient } from "../src/store/redis-connection.ts";
import type { FinishDeps } from "../src/workflow/finish-stage.ts";
import { agentRun } from "./agent-run.ts";
import { effectRun } from "./effect-run.ts";
import { createLateness, giveWay } from "./give-way.ts";
import type { AgentRunDeps } from "./agent-run.ts";
import type { JobSettings } from "./job-settings.ts";
import { messageProcess } from "./message-process.ts";
import { processBullJob } from "./process-bull-job.ts";
import { processGpuJob } from "./process-gpu-job.ts";
import type { GpuWork } from "./process-gpu-job.ts";
import type { QueueName } from "./queue-names.ts";
import { stageFinish } from "./stage-finish.ts";
import { taskSettle } from "./task-settle.ts";
import type { TaskSettleDeps } from "./task-settle.ts";

export interface WorkerHost {
  /** A connection that waits for Redis to return, see `ConnectionRole` "steady". */
  readonly client: RedisClient;
  readonly prefix: string;
  readonly settings: JobSettings;
  readonly log: Logger;
}

export interface RunningWorkers {
  /** Takes no more jobs, lets the running ones end within `withinMs`, then hands them back for others to take. */
  stop(withinMs: number): Promise<"drained" | "cut_off">;
}

/** How long handing jobs back may take at the deadline of a shutdown. */
const HAND_BACK_MS = 2_000;
/** Messages are short work and mostly wait for Redis, so many run side by side. */
const MESSAGE_CONCURRENCY = 50;
/** A message that comes in has some ten turns of the event loop to its acknowledgement. */
const LATE_MS = 25;
const STEP_MS = 200;
const LEAST = 4;
/** BullMQ counts a worker's crash as a stall; our own limit on starts is what ends a poison job. */
const MAX_STALLED = 100;

/** Message jobs, for a process that has the router. They give way to messages that come in. */
export function startMessageWorkers(host: WorkerHost, deps: ConversationDeps): RunningWorkers {
  const lateness = createLateness();
  let steps: NodeJS.Timeout | undefined;
  const workers = running(host, (shutdown) => {
    const definition = messageProcess;
    const concurrency = MESSAGE_CONCURRENCY;
    const worker = start({ host, queue: "messages", concurrency, definition, deps, shutdown });
    const step = () =>
      giveWay(worker, { least: LEAST, most: concurrency, lateness: lateness.read, lateMs: LATE_MS });
    steps = setInterval(step, STEP_MS).unref();
    return [worker];
  });
  return {
    async stop(withinMs) {
      clearInterval(steps);
      lateness.stop();
      return workers.stop(withinMs);
    },
  };
}

/** Agent jobs, the ends of stages and tasks, approved effects; with `gpu` also the jobs that only a GPU worker may take. */
export function startAgentWorkers(
  host: WorkerHost,
  deps: AgentRunDeps & FinishDeps & TaskSettleDeps & { readonly effects?: RunEffectDeps },
  gpu?: GpuWork,
): RunningWorkers {
  const { concurrency } = host.settings;
  return running(host, (shutdown) => [
    start({ host, queue: "agents", concurrency, definition: agentRun, deps, shutdown }),
    ...(gpu === undefined
      ? []
      : [
          openWorker(host, { queue: "agents-gpu", concurrency: gpu.slots.capacity }, async (job) =>
            processGpuJob(job, { ...toRun(host, shutdown), definition: agentRun, deps, gpu }),
          ),
        ]),
    openWorker(host, { queue: "stages", concurrency }, async (job) =>
      job.name === taskSettle.name
        ? processBullJob(job, { ...toRun(host, shutdown), definition: taskSettle, deps })
        : processBullJob(job, { ...toRun(host, shutdown), definition: stageFinish, deps }),
    ),
    ...(deps.effects === undefined
      ? []
      : [
          start({ host, queue: "effects", concurrency, definition: effectRun, deps: deps.effects, shutdown }),
        ]),
  ]);
}

interface StartOptions<Payload, Deps> {
  readonly host: WorkerHost;
  readonly queue: QueueName;
  readonly concurrency: number;
  readonly definition: Job<Payload, Deps>;
  readonly deps: Deps;
  readonly shutdown: AbortSignal;
}

function toRun({ settings, log }: WorkerHost, shutdown: AbortSignal) {
  return { shutdown, log, timeoutMs: settings.timeoutMs };
}

function start<Payload, Deps>(options: StartOptions<Payload, Deps>): Worker {
  const { host, definition, deps, shutdown } = options;
  const run = { ...toRun(host, shutdown), definition, deps };
  return openWorker(host, options, async (job) => processBullJob(job, run));
}

function openWorker(
  host: WorkerHost,
  { queue, concurrency }: { readonly queue: QueueName; readonly concurrency: number },
  process: (job: BullJob) => Promise<void>,
): Worker {
  const { settings, log } = host;
  const worker = new Worker(queue, process, {
    connection: host.client,
    prefix: host.prefix,
    concurrency,
    lockDuration: settings.lockMs,
    stalledInterval: settings.stalledMs,
    maxStalledCount: MAX_STALLED,
    maxStartedAttempts: settings.maxStarts,
    drainDelay: 5,
  });
  worker.on("error", (error) =>
    log.warn({ queue, error: messageOf(error) }, "worker cannot reach Redis, trying again"),
  );
  worker.on("stalled", (job) => log.warn({ queue, job }, "job of a crashed worker is taken over"));
  return worker;
}

/** Workers that are told together when to hand back what they have not finished. */
export function running(host: WorkerHost, create: (shutdown: AbortSignal) => Worker[]): RunningWorkers {
  const shutdown = new AbortController();
  // Each running job listens; their number is bounded by the concurrency, not by Node's guess at a leak.
  setMaxListeners(0, shutdown.signal);
  const workers = create(shutdown.signal);
  return {
    async stop(withinMs) {
      const drained = Promise.all(workers.map(async (worker) => worker.close())).then(
        () => "drained" as const,
      );
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<"cut_off">((resolve) => {
        timer = setTimeout(() => resolve("cut_off"), withinMs);
      });
      const outcome = await Promise.race([drained, deadline]);
      clearTimeout(timer);
      if (outcome === "cut_off") {
        shutdown.abort();
        host.log.warn({ withinMs }, "jobs still running at the deadline are handed back");
        // Closing once more would wait for the same end; without Redis the locks run out by themselves.
        await Promise.race([drained, sleep(HAND_BACK_MS, undefined, { ref: false })]);
      }
      return outcome;
    },
  };
}
