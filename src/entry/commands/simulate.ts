import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseYaml } from "../../config/parse-yaml.ts";
import { formatProblem } from "../../config/problem.ts";
import { BotError, messageOf } from "../../errors.ts";
import { runScenario } from "../../simulate/run-scenario.ts";
import { Scenario } from "../../simulate/scenario.ts";
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
      const print = (text: string) => void process.stdout.write(`${text}\n`);
      return (await runScenario(scenario, stage, { print, full })).failed === 0 ? 0 : 1;
    } finally {
      await stage.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readScenario(file: string): Promise<Scenario> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new BotError("simulate.no_scenario", `The scenario cannot be read: ${messageOf(error)}.`);
  }
  const parsed = parseYaml({ file, text }, Scenario);
  if (parsed.ok) return parsed.value;
  const lines = parsed.problems.map((problem) => `  ${formatProblem(problem)}`).join("\n");
  throw new BotError("simulate.bad_scenario", `The scenario cannot be played:\n${lines}`);
}
