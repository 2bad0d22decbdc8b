import { monitorEventLoopDelay } from "node:perf_hooks";

/** Whatever can be told to do more or less side by side, such as a worker of BullMQ. */
export interface Adjustable {
  concurrency: number;
}

export interface GiveWayOptions {
  /** So many at least, lest one that waits for something slow holds up all others. */
  readonly least: number;
  readonly most: number;
  /** How late the process was to get to what had happened, in milliseconds, since this was called last. */
  readonly lateness: () => number;
  /** Later than this, and fewer jobs run side by side. */
  readonly lateMs: number;
}

/**
 * One step of keeping a process responsive: fewer jobs side by side while it is late, half as many each time, and one
 * more each time it is not. What is taken in stays quick, and jobs wait in their queue instead of in memory. Additive
 * increase, multiplicative decrease: Chiu and Jain 1989, https://doi.org/10.1016/0169-7552(89)90019-6
 */
export function giveWay(worker: Adjustable, { least, most, lateness, lateMs }: GiveWayOptions): void {
  const { concurrency } = worker;
  worker.concurrency =
    lateness() > lateMs ? Math.max(least, Math.floor(concurrency / 2)) : Math.min(most, concurrency + 1);
}

const RESOLUTION_MS = 10;
const NS_PER_MS = 1_000_000;

/** How late this process was in nine of ten cases since it was asked last. */
export function createLateness(): { read(): number; stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    read() {
      const lateMs = delays.percentile(90) / NS_PER_MS - RESOLUTION_MS;
      delays.reset();
      return lateMs;
    },
    stop: () => void delays.disable(),
  };
}
