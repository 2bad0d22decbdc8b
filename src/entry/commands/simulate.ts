import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readScenario } from "../../simulate/read-scenario.ts";
import { runScenario } from "../../simulate/run-scenario.ts";
import { openSimulation } from "../open-simulation.ts";

export interface SimulateOptions {
  /** Print long posts whole. */
  readonly full: boolean;
}

/** `switchyard simulate FILE`: plays a scenario; 1 when something that it expects does not come true. */
export async function runSimulate(file: string, { full }: SimulateOptions): Promise<number> {
  const scenario = await readScenario(file);
  const folder = await mkdtemp(join(tmpdir(), "switchyard-simulate-"));
  try {
    const stage = await openSimulation(scenario, folder);
    try {
      return (await runScenario(scenario, stage, { print, full })).failed === 0 ? 0 : 1;
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
