import { readFile } from "node:fs/promises";
import { parseYaml } from "../config/parse-yaml.ts";
import { formatProblem } from "../config/problem.ts";
import { BotError } from "../errors.ts";
import { whyUnreadable } from "../files/why-unreadable.ts";
import { Scenario } from "./scenario.ts";

/** Rejects with `simulate.no_scenario`, or with `simulate.bad_scenario` and every problem by line. */
export async function readScenario(file: string): Promise<Scenario> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new BotError(
      "simulate.no_scenario",
      `The scenario ${file} cannot be read: ${whyUnreadable(error)}.`,
    );
  }
  const parsed = parseYaml({ file, text }, Scenario);
  if (parsed.ok) return parsed.value;
  const lines = parsed.problems.map((problem) => `  ${formatProblem(problem)}`).join("\n");
  throw new BotError("simulate.bad_scenario", `The scenario cannot be played:\n${lines}`);
}
