import { createHash } from "node:crypto";
import type { AgentCatalogue } from "../agents/agent.ts";
import { sortProblems, type AgentProblem } from "../agents/agent-problem.ts";
import { checkAgents } from "../agents/check-agents.ts";
import { createAgentCatalogue } from "../agents/create-agent-catalogue.ts";
import { loadAgents } from "../agents/load-agents.ts";
import { checkRules } from "./check-rules.ts";
import { loadRules } from "./load-rules.ts";
import type { Rules } from "./rules.ts";

/** Agents and rules that belong together. */
export interface DefinitionSet {
  readonly agents: AgentCatalogue;
  readonly rules: Rules;
  /** Of what was loaded, 64 hex digits: the same for the same definitions, whatever machine read them. */
  readonly hash: string;
}

export interface ReadDefinitions {
  /** Absent when a problem with severity "error" makes them unusable. */
  readonly set: DefinitionSet | undefined;
  /** Errors and warnings, by file and line. */
  readonly problems: readonly AgentProblem[];
}

function hashOf(agents: AgentCatalogue, rules: Rules): string {
  const portable = agents.agents.map(({ file: _file, ...agent }) => agent);
  return createHash("sha256")
    .update(JSON.stringify([portable, rules]))
    .digest("hex");
}

/** Reads and checks a whole agent folder. Never rejects: all that is wrong is in `problems`, all of it at once. */
export async function readDefinitions(dir: string): Promise<ReadDefinitions> {
  const [loaded, rulesRead] = await Promise.all([loadAgents(dir), loadRules(dir)]);
  const rules = rulesRead.ok ? rulesRead.file.rules : undefined;
  const problems: AgentProblem[] = checkAgents(loaded, rules);
  if (rulesRead.ok) {
    const ids = [...new Set([...loaded.agents.map((agent) => agent.id), ...loaded.names])];
    problems.push(...checkRules(rulesRead.file, ids));
  } else {
    problems.push(...rulesRead.problems.map((problem): AgentProblem => ({ ...problem, severity: "error" })));
  }
  const sorted = sortProblems(problems);
  if (rules === undefined || problems.some((problem) => problem.severity === "error")) {
    return { set: undefined, problems: sorted };
  }
  const agents = createAgentCatalogue(loaded.agents);
  return { set: { agents, rules, hash: hashOf(agents, rules) }, problems: sorted };
}
