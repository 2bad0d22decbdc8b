import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readScenario } from "../../simulate/read-scenario.ts";
import { runScenario } from "../../simulate/run-scenario.ts";
import { openSimulation } from "../open-simulation.ts";
import { waitForShutdown } from "../wait-for-shutdown.ts";

export interface SimulateOptions {
  /** Print long posts whole. */
  readonly full: boolean;
}

const INTERRUPTED = 130;

/**
 * `switchyard simulate FILE`: plays a scenario; 1 when something that it expects does not come true. Ctrl-C ends it
 * with 130; its Redis and its folder are put away all the same.
 */
export async function runSimulate(file: string, { full }: SimulateOptions): Promise<number> {
  const scenario = await readScenario(file);
  const interrupted = waitForShutdown().then(() => INTERRUPTED);
  const folder = await mkdtemp(join(tmpdir(), "switchyard-simulate-"));
  try {
    const stage = await openSimulation(scenario, folder);
    try {
      const played = runScenario(scenario, stage, { print, full });
      return await Promise.race([interrupted, played.then(({ failed }) => (failed === 0 ? 0 : 1))]);
    } finally {
      await stage.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
