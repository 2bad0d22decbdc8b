import { createAgentCatalogue } from "../../agents/create-agent-catalogue.ts";
import { formatAgentList } from "../../agents/format-agent-list.ts";
import { loadAgents } from "../../agents/load-agents.ts";
import { formatProblem } from "../../config/problem.ts";
import { renderSkill } from "../../conversation/render-skill.ts";
import { findSkills } from "../../orchestration/find-skills.ts";
import { readDefinitions } from "../../orchestration/read-definitions.ts";
import { agentDir } from "../agent-dir.ts";

export interface AgentsListOptions {
  readonly json: boolean;
  readonly skill?: string;
}

/** `switchyard agents list`; with a skill only those who have it. */
export async function runAgentsList(options: AgentsListOptions): Promise<number> {
  if (options.skill !== undefined) return listSkill(options.skill, options.json);
  const { agents } = createAgentCatalogue((await loadAgents(agentDir())).agents);
  const facts = agents.map(({ prompt: _prompt, file: _file, ...agent }) => agent);
  process.stdout.write(options.json ? `${JSON.stringify(facts)}\n` : `${formatAgentList(agents)}\n`);
  return 0;
}

async function listSkill(name: string, isJson: boolean): Promise<number> {
  const { set } = await readDefinitions(agentDir());
  if (set === undefined) {
    process.stderr.write("The agents and rules have problems; `switchyard agents check` lists them.\n");
    return 1;
  }
  const sources = { skills: set.playbook.skills, rules: set.rules, agents: set.agents };
  const found = findSkills(name, sources);
  process.stdout.write(isJson ? `${JSON.stringify(found)}\n` : `${renderSkill(name, sources)}\n`);
  return found.length === 0 ? 1 : 0;
}

/** `switchyard agents check`: every problem, one a line; 1 when there is any. */
export async function runAgentsCheck(): Promise<number> {
  const { problems, set } = await readDefinitions(agentDir());
  if (problems.length === 0) {
    process.stdout.write(`${set?.agents.agents.length ?? 0} agents and the rules are fine.\n`);
    return 0;
  }
  for (const problem of problems) process.stdout.write(`${problem.severity} ${formatProblem(problem)}\n`);
  process.stdout.write(`${problems.length} ${problems.length === 1 ? "problem" : "problems"}.\n`);
  return 1;
}
