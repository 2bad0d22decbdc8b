import type { GpuWork } from "../../jobs/process-gpu-job.ts";
import { startAgentWorkers } from "../../jobs/start-workers.ts";
import type { RunningWorkers } from "../../jobs/start-workers.ts";
import type { Definitions } from "../orchestration/create-definitions.ts";
import type { ConnectedStore } from "./connect-store.ts";
import type { OpenedExecution } from "./open-execution.ts";
import type { World } from "./world.ts";

export interface WorkOptions {
  /** Slots for jobs that only a GPU worker may take; absent: it takes none of them. */
  readonly gpu?: GpuWork | undefined;
  /** How often people see what a running agent does, at most. */
  readonly progressEveryMs: number;
  readonly definitions: Pick<Definitions, "current">;
  readonly connected: ConnectedStore;
  readonly execution: OpenedExecution;
  readonly world: World;
}

/** How soon an agent at work hears that its task goes on without it. */
const WATCH_MS = 1_000;

/** Workers for everything but messages: agents, the ends of stages and of tasks, effects. */
export function startWork(options: WorkOptions): RunningWorkers {
  const { gpu, definitions, connected, progressEveryMs } = options;
  const { hooks, runner, tools, mayStart } = options.execution;
  const agents = () => definitions.current().agents;
  const { store, queue: jobs, workerHost } = connected;
  const { clock, newReference } = options.world;
  const { lifecycle, checks, settle } = hooks;
  return startAgentWorkers(
    workerHost,
    {
      store,
      jobs,
      agents,
      runner,
      lifecycle,
      checks,
      settle,
      clock,
      newReference,
      watchMs: WATCH_MS,
      progressEveryMs,
      ...(mayStart === undefined ? {} : { mayStart }),
      ...(tools === undefined ? {} : { effects: tools.effects }),
    },
    gpu,
  );
}
