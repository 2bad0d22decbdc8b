import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseYaml } from "../config/parse-yaml.ts";
import type { Problem } from "../config/problem.ts";
import { messageOf } from "../errors.ts";
import { AgentFrontMatter, type Agent } from "./agent.ts";
import { createLineFinder, type LineFinder } from "./create-line-finder.ts";
import { splitFrontMatter } from "./split-front-matter.ts";

/** An agent with what is needed to point at a place in its file. */
export interface AgentFile {
  readonly agent: Agent;
  readonly lineOf: LineFinder;
  /** 1-based line on which the prompt begins. */
  readonly promptLine: number;
}

export interface LoadedAgents {
  /** Agents whose file is sound by itself, by file name. */
  readonly agents: Agent[];
  readonly problems: Problem[];
  /** The same agents with their places. */
  readonly files: AgentFile[];
  /** File names without `.md`, sound or not: a broken file must not make its partners look wrong. */
  readonly names: string[];
}

const NOT_AGENTS: ReadonlySet<string> = new Set(["orchestrator.md", "readme.md"]);

function isAgentFile(name: string): boolean {
  return name.endsWith(".md") && !name.startsWith(".") && !NOT_AGENTS.has(name.toLowerCase());
}

type ParsedAgent = { ok: true; file: AgentFile } | { ok: false; problems: readonly Problem[] };

function parseAgent(file: string, text: string): ParsedAgent {
  const parts = splitFrontMatter(text);
  if (parts === undefined) {
    const message = "does not begin with front matter.";
    const remedy = "Begin the file with a `---` line, the keys from docs/agents.md, and another `---` line.";
    return { ok: false, problems: [{ file, line: 1, key: "", message, remedy }] };
  }
  const parsed = parseYaml({ file, text: parts.yaml, firstLine: parts.yamlLine }, AgentFrontMatter);
  if (!parsed.ok) return parsed;
  const agent: Agent = { ...parsed.value, prompt: parts.body.trim(), file };
  const lineOf = createLineFinder(parts.yaml, parts.yamlLine);
  const blankLines = parts.body.slice(0, parts.body.search(/\S|$/u)).split("\n").length - 1;
  return { ok: true, file: { agent, lineOf, promptLine: parts.bodyLine + blankLines } };
}

async function agentFileNames(dir: string): Promise<string[] | Problem> {
  try {
    return (await readdir(dir)).filter(isAgentFile).sort();
  } catch (error) {
    const remedy = "Point the configuration at the folder that holds the agent files.";
    return { file: dir, key: "", message: `cannot be read: ${messageOf(error)}.`, remedy };
  }
}

/**
 * Reads every agent file of a folder: all `*.md` directly in it except `orchestrator.md` and `README.md`. Never
 * rejects: whatever is wrong with a file is in `problems`, and the other files are loaded all the same. What is
 * wrong between files is the business of `checkAgents`.
 */
export async function loadAgents(dir: string): Promise<LoadedAgents> {
  const listed = await agentFileNames(dir);
  if (!Array.isArray(listed)) return { agents: [], problems: [listed], files: [], names: [] };
  const files: AgentFile[] = [];
  const problems: Problem[] = [];
  for (const name of listed) {
    const path = join(dir, name);
    try {
      const parsed = parseAgent(path, await readFile(path, "utf8"));
      if (parsed.ok) files.push(parsed.file);
      else problems.push(...parsed.problems);
    } catch (error) {
      problems.push({ file: path, key: "", message: `cannot be read: ${messageOf(error)}.` });
    }
  }
  if (listed.length === 0) {
    const remedy = "Add one Markdown file for each agent; docs/agents.md shows the keys.";
    problems.push({ file: dir, key: "", message: "holds no agent files.", remedy });
  }
  const names = listed.map((name) => basename(name, ".md"));
  return { agents: files.map((file) => file.agent), problems, files, names };
}
