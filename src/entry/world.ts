import { randomBytes } from "node:crypto";
import { startClockwork } from "../../jobs/clockwork.ts";
import type { RecurringJob } from "../../jobs/clockwork.ts";
import type { WorkerHost } from "../../jobs/start-workers.ts";
import { startTimerWorker } from "../../jobs/timer-fire.ts";
import { systemClock } from "../clock.ts";
import type { Clock } from "../clock.ts";
import { runProgram } from "../doctor/run-program.ts";
import { createFindGpus } from "../gpu/find-gpus.ts";
import type { FindGpus } from "../gpu/gpu-device.ts";
import { createRunProcess } from "../process/run-process.ts";
import type { RunProcess } from "../process/run-process.ts";
import type { AgentRunner } from "../execution/agent-runner.ts";
import type { TimerAlarms } from "../timers/timers.ts";

/** What a process takes from outside: time, chance, and who does the work. A simulation brings its own. */
export interface World {
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Short ids that people quote to find the log line. */
  readonly newReference: () => string;
  /** What agents have in hand may have been read so long ago, by this clock. Default: a moment. */
  readonly loadMaxAgeMs?: number;
  /** Stands between the workers and whoever carries out assignments. */
  readonly around: (runner: AgentRunner) => AgentRunner;
  /** Programs of the workspace and of hooks. */
  readonly runProcess: RunProcess;
  readonly findGpus: FindGpus;
  readonly startClockwork: (
    host: WorkerHost,
    jobs: readonly RecurringJob[],
  ) => Promise<{ stop(): Promise<void> }>;
  /** Where timers are armed. Default: on the queue's server. */
  readonly timers?: TimerAlarms;
  readonly startTimerWorker: typeof startTimerWorker;
}

export const realWorld: World = {
  clock: systemClock,
  random: Math.random,
  // Short, spoken easily, and found in the log.
  newReference: () => `R-${randomBytes(3).toString("hex")}`,
  around: (runner) => runner,
  runProcess: createRunProcess({ clock: systemClock }),
  findGpus: createFindGpus(runProgram),
  startClockwork,
  startTimerWorker,
};
