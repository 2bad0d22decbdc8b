import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readDefinitions, type DefinitionSet } from "../../src/orchestration/read-definitions.ts";
import { parseLabelledSet, type LabelledRequest } from "../../src/router/labelled-set.ts";

export const AGENT_DIR = "agent-config";
const VALIDATION_DIR = join(AGENT_DIR, "routing", "validation");

/** The shipped agents and rules. */
export async function readShipped(): Promise<DefinitionSet> {
  const { set, problems } = await readDefinitions(AGENT_DIR);
  if (set === undefined) throw new Error(JSON.stringify(problems, undefined, 2));
  return set;
}

/** All batches of the frozen validation set. */
export async function readValidation(): Promise<readonly LabelledRequest[]> {
  const names = (await readdir(VALIDATION_DIR)).filter((name) => name.endsWith(".jsonl")).sort();
  const items: LabelledRequest[] = [];
  for (const name of names) {
    const file = join(VALIDATION_DIR, name);
    const set = parseLabelledSet(await readFile(file, "utf8"), { file });
    if (set.problems.length > 0) throw new Error(JSON.stringify(set.problems, undefined, 2));
    items.push(...set.items);
  }
  return items;
}
