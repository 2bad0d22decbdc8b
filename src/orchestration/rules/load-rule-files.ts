import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentProblem } from "../../agents/agent-problem.ts";
import { createLineFinder, type LineFinder } from "../../agents/create-line-finder.ts";
import { suggestName } from "../../config/nearest-name.ts";
import { parseYaml } from "../../config/parse-yaml.ts";
import { messageOf } from "../../errors.ts";
import { RULE_FILES, type Playbook, type PlaybookPart } from "./playbook.ts";

/** The folder below the agent files. */
export const RULES_FOLDER = "rules";

/** A list for scripts/seed-coverage.mjs, and no rule. */
const COVERAGE = "coverage.yaml";

/** Where the contents of a rule file stand, so that a problem can point at them. */
export interface RulePlace {
  readonly file: string;
  readonly lineOf: LineFinder;
}

export interface LoadedRuleFiles {
  /** The files that are sound by themselves. */
  readonly parts: Partial<Playbook>;
  readonly places: Readonly<Record<PlaybookPart, RulePlace>>;
  /** What is wrong with single files; what is wrong between them is for `checkPlaybook`. */
  readonly problems: readonly AgentProblem[];
}

type Loaded = { readonly part: PlaybookPart; readonly place: RulePlace } & (
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly AgentProblem[] }
);

async function loadPart(dir: string, part: PlaybookPart): Promise<Loaded> {
  const { file: name, schema } = RULE_FILES[part];
  const file = join(dir, RULES_FOLDER, name);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const message = `cannot be read: ${messageOf(error)}.`;
    const remedy = "Copy it from the Switchyard release you run.";
    const place = { file, lineOf: () => undefined };
    return { part, place, ok: false, problems: [{ severity: "error", file, key: "", message, remedy }] };
  }
  const place = { file, lineOf: createLineFinder(text, 1) };
  const parsed = parseYaml<unknown>({ file, text }, schema);
  if (parsed.ok) return { part, place, ok: true, value: parsed.value };
  const problems = parsed.problems.map((problem): AgentProblem => ({ ...problem, severity: "error" }));
  return { part, place, ok: false, problems };
}

/** A file with a name that nothing reads is most likely a slip. */
async function unknownFiles(dir: string): Promise<AgentProblem[]> {
  const known = Object.values(RULE_FILES).map(({ file }): string => file);
  const names = await readdir(join(dir, RULES_FOLDER)).catch((): string[] => []);
  return names
    .filter((name) => /\.ya?ml$/u.test(name) && name !== COVERAGE && !known.includes(name))
    .map((name) => ({
      severity: "warning",
      file: join(dir, RULES_FOLDER, name),
      key: "",
      message: "is no rule file, so nobody reads it.",
      remedy: suggestName(name, known),
    }));
}

/** Reads all files of `rules/` in an agent folder. Never rejects: every problem of every file is in `problems`. */
export async function loadRuleFiles(dir: string): Promise<LoadedRuleFiles> {
  const names = Object.keys(RULE_FILES) as PlaybookPart[];
  const loaded = await Promise.all(names.map((part) => loadPart(dir, part)));
  const sound = loaded.flatMap((one) => (one.ok ? [[one.part, one.value]] : []));
  return {
    // The schema of each part made its value.
    parts: Object.fromEntries(sound) as Partial<Playbook>,
    places: Object.fromEntries(loaded.map((one) => [one.part, one.place])) as LoadedRuleFiles["places"],
    problems: [...loaded.flatMap((one) => (one.ok ? [] : one.problems)), ...(await unknownFiles(dir))],
  };
}

/** The parts as one, when none of them is missing. */
export function toPlaybook(parts: Partial<Playbook>): Playbook | undefined {
  const missing = Object.keys(RULE_FILES).some((part) => !(part in parts));
  return missing ? undefined : (parts as Playbook);
}
