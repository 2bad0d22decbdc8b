import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLineFinder, type LineFinder } from "../agents/create-line-finder.ts";
import { splitFrontMatter } from "../agents/split-front-matter.ts";
import { parseYaml } from "../config/parse-yaml.ts";
import type { Problem } from "../config/problem.ts";
import { messageOf } from "../errors.ts";
import { Rules } from "./rules.ts";

/** The rules with what is needed to point at a place in their file. */
export interface RulesFile {
  readonly rules: Rules;
  readonly file: string;
  readonly lineOf: LineFinder;
}

export type LoadedRules =
  | { readonly ok: true; readonly file: RulesFile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads `orchestrator.md` of an agent folder. Never rejects; whether the agents it names exist is for `checkRules`. */
export async function loadRules(dir: string): Promise<LoadedRules> {
  const file = join(dir, "orchestrator.md");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const remedy = "Every rule lives in this file; copy it from the Switchyard release you run.";
    return {
      ok: false,
      problems: [{ file, key: "", message: `cannot be read: ${messageOf(error)}.`, remedy }],
    };
  }
  const parts = splitFrontMatter(text);
  if (parts === undefined) {
    const remedy = "The rules stand between two `---` lines at the beginning of the file.";
    return { ok: false, problems: [{ file, line: 1, key: "", message: "has no front matter.", remedy }] };
  }
  const parsed = parseYaml({ file, text: parts.yaml, firstLine: parts.yamlLine }, Rules);
  if (!parsed.ok) return parsed;
  return {
    ok: true,
    file: { rules: parsed.value, file, lineOf: createLineFinder(parts.yaml, parts.yamlLine) },
  };
}
