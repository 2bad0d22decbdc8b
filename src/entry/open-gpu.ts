import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { GpuWork } from "../../jobs/process-gpu-job.ts";
import type { RecurringJob } from "../../jobs/clockwork.ts";
import { systemClock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import { pinProcess, visibleGpus } from "../config/env.ts";
import type { Conversation } from "../chat/messages.ts";
import { BotError } from "../errors.ts";
import { hasModel } from "../execution/model/choose-model.ts";
import { fallBack } from "../gpu/fall-back.ts";
import { withListed } from "../gpu/find-gpus.ts";
import type { FindGpus } from "../gpu/gpu-device.ts";
import { createGpuSlots } from "../gpu/gpu-slots.ts";
import { takeOnGpu } from "../gpu/job-place.ts";
import { placeGpuJobs } from "../gpu/place-jobs.ts";
import type { Logger } from "../log/logger.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import { beatChange, endChange, liveWorkers } from "../workers/heartbeat.ts";
import { watchQueues } from "../workers/watch-queues.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { repeat } from "./repeat.ts";

const FALL_BACK_MS = 10_000;
const WATCH_MS = 30_000;

/** Jobs and leases live by the time of the machine: a simulated clock moves without anybody having died. */
const clock = systemClock;

/** The store with a queue that knows which agents want a GPU. Briefs need none, so without a model nobody does. */
export function withGpuPlaces(
  connected: ConnectedStore,
  { config, env }: Settings,
  definitions: Pick<Definitions, "current">,
): ConnectedStore {
  const { store } = connected;
  const { heartbeatMs: everyMs } = config.jobs;
  const canWant = hasModel(config.models, env.SWITCHYARD_MODEL);
  const queue = placeGpuJobs(connected.queue, {
    store,
    wishOf: (agent) => (canWant ? (definitions.current().agents.get(agent)?.gpu ?? "none") : "none"),
    async isServed() {
      const live = await liveWorkers(store, { nowMs: clock.now(), everyMs });
      return live.some(({ queues }) => queues.includes("agents-gpu"));
    },
  });
  return { ...connected, queue };
}

export interface WorkerLifeOptions {
  readonly settings: Settings;
  readonly connected: ConnectedStore;
  readonly log: Logger;
  /** Absent for a worker without. */
  readonly findGpus?: FindGpus;
}

export interface WorkerLife {
  readonly gpu?: GpuWork;
  stop(): Promise<void>;
}

/** The GPUs of a worker and its heartbeat. Rejects with `gpu.no_devices` when it is to have GPUs and has none. */
export async function openWorkerLife(options: WorkerLifeOptions): Promise<WorkerLife> {
  const { settings, connected, log } = options;
  const { store } = connected;
  const { gpu: config, jobs } = settings.config;
  const host = hostname();
  const id = randomUUID();
  const find =
    options.findGpus === undefined ? undefined : withListed(options.findGpus, listedGpus(config.devices));
  const gpu =
    find === undefined ? undefined : await openSlots(find, { ...config, store, clock, host, holder: id });
  const queues = ["agents", "stages", "effects", ...(gpu === undefined ? [] : ["agents-gpu"])];
  const beat = async () => {
    const gpus = find === undefined ? [] : [...(await find()).devices];
    await store.commit({ documents: [beatChange({ id, host, queues, gpus, atMs: clock.now() })] });
  };
  await beat();
  const beating = repeat({ what: "worker.beat", everyMs: jobs.heartbeatMs, run: beat }, { clock, log });
  return {
    ...(gpu === undefined ? {} : { gpu }),
    async stop() {
      await beating.stop();
      await store.commit({ documents: [endChange(id)] });
    },
  };
}

/** What the configuration lists, else what whoever started the process lets it see, else all. */
function listedGpus(devices: readonly string[]): readonly string[] {
  return devices.length > 0 ? devices : visibleGpus();
}

async function openSlots(
  find: FindGpus,
  options: Omit<Parameters<typeof createGpuSlots>[0], "devices">,
): Promise<GpuWork> {
  const { devices, why = "" } = await find();
  if (devices.length === 0) {
    throw new BotError(
      "gpu.no_devices",
      `This worker is to take GPU jobs, but has no GPU: ${why} List them under \`gpu.devices\`, or start it without --gpu.`,
    );
  }
  // Models in this process see no other device than its slots are on.
  pinProcess(devices.map(({ id }) => id));
  return {
    slots: createGpuSlots({ ...options, devices }),
    take: async (jobId) => takeOnGpu(jobId, options.store),
  };
}

export interface GpuJobsDeps {
  readonly settings: Settings;
  readonly places: () => readonly Conversation[];
  readonly notify?: (text: string) => void;
  readonly log: Logger;
}

/** What a bot looks after: jobs that waited long enough for a GPU, and queues that nobody serves. */
export function workerJobs(
  { store, queue }: ConnectedStore,
  { settings, ...deps }: GpuJobsDeps,
): RecurringJob[] {
  const { heartbeatMs: everyMs, alarmAfterMs } = settings.config.jobs;
  const { now } = clock;
  const { preferWaitMs: waitMs } = settings.config.gpu;
  return [
    {
      name: "gpu.fall_back",
      everyMs: FALL_BACK_MS,
      async run() {
        const moved = await fallBack({ store, jobs: queue, gpuQueue: queue.gpuQueue, waitMs, now });
        if (moved > 0) deps.log.info({ moved }, "jobs waited long enough for a GPU and run without one");
      },
    },
    {
      name: "workers.watch",
      everyMs: WATCH_MS,
      run: async () => watchQueues({ ...deps, store, backlog: queue.backlog, now, everyMs, alarmAfterMs }),
    },
  ];
}
