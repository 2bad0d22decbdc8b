import { createHash } from "node:crypto";
import type { AgentCatalogue } from "../agents/agent.ts";
import { sortProblems, type AgentProblem } from "../agents/agent-problem.ts";
import { checkAgents } from "../agents/check-agents.ts";
import { createAgentCatalogue } from "../agents/create-agent-catalogue.ts";
import { loadAgents } from "../agents/load-agents.ts";
import { checkRules } from "./check-rules.ts";
import { loadRules } from "./load-rules.ts";
import { checkPlaybook } from "./rules/check-playbook.ts";
import { loadRuleFiles, toPlaybook } from "./rules/load-rule-files.ts";
import type { Playbook } from "./rules/playbook.ts";
import type { Rules } from "./rules.ts";

/** Agents and rules that belong together. */
export interface DefinitionSet {
  readonly agents: AgentCatalogue;
  /** The front matter of orchestrator.md. */
  readonly rules: Rules;
  /** The files of rules/. */
  readonly playbook: Playbook;
  /** Of what was loaded, 64 hex digits: the same for the same definitions, whatever machine read them. */
  readonly hash: string;
}

export interface ReadDefinitions {
  /** Absent when a problem with severity "error" makes them unusable. */
  readonly set: DefinitionSet | undefined;
  /** Errors and warnings, by file and line. */
  readonly problems: readonly AgentProblem[];
}

function hashOf({ agents, rules, playbook }: Omit<DefinitionSet, "hash">): string {
  const portable = agents.agents.map(({ file: _file, ...agent }) => agent);
  return createHash("sha256")
    .update(JSON.stringify([portable, rules, playbook]))
    .digest("hex");
}

/** Reads and checks a whole agent folder. Never rejects: all that is wrong is in `problems`, all of it at once. */
export async function readDefinitions(dir: string): Promise<ReadDefinitions> {
  const [loaded, rulesRead, ruleFiles] = await Promise.all([
    loadAgents(dir),
    loadRules(dir),
    loadRuleFiles(dir),
  ]);
  const rules = rulesRead.ok ? rulesRead.file.rules : undefined;
  const ids = [...new Set([...loaded.agents.map((agent) => agent.id), ...loaded.names])];
  const problems: AgentProblem[] = [...checkAgents(loaded, rules), ...ruleFiles.problems];
  problems.push(...checkPlaybook(ruleFiles, ids, rules));
  if (rulesRead.ok) problems.push(...checkRules(rulesRead.file, ids));
  else
    problems.push(...rulesRead.problems.map((problem): AgentProblem => ({ ...problem, severity: "error" })));
  const sorted = sortProblems(problems);
  const playbook = toPlaybook(ruleFiles.parts);
  const broken = problems.some((problem) => problem.severity === "error");
  if (rules === undefined || playbook === undefined || broken) return { set: undefined, problems: sorted };
  const set = { agents: createAgentCatalogue(loaded.agents), rules, playbook };
  return { set: { ...set, hash: hashOf(set) }, problems: sorted };
}
