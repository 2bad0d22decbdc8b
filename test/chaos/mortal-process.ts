import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

export interface Mortal {
  kill(): Promise<void>;
  stop(): void;
}

/** A process that is started again, after a short while, whenever it was killed. */
export async function keepAlive(start: () => Promise<ChildProcess>, downMs: () => number): Promise<Mortal> {
  let child = await start();
  let stopped = false;
  return {
    async kill() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      }
      await sleep(downMs());
      if (!stopped) child = await start();
    },
    stop() {
      stopped = true;
      child.kill("SIGKILL");
    },
  };
}

/** One of our programs in a process of its own, told what to do as JSON in its first argument. */
export async function startNode(program: string, orders: unknown): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", program, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // A process that starts while Redis is down waits for it, so readiness is not awaited here.
  child.stdout.resume();
  await once(child, "spawn");
  return child;
}
