import { createAgentCatalogue } from "../../agents/create-agent-catalogue.ts";
import { formatAgentList } from "../../agents/format-agent-list.ts";
import { loadAgents } from "../../agents/load-agents.ts";
import { formatProblem } from "../../config/problem.ts";
import { readDefinitions } from "../../orchestration/read-definitions.ts";
import { agentDir } from "../start-switchyard.ts";

/** `switchyard agents list` */
export async function runAgentsList(options: { readonly json: boolean }): Promise<number> {
  const { agents } = createAgentCatalogue((await loadAgents(agentDir())).agents);
  const facts = agents.map(({ prompt: _prompt, file: _file, ...agent }) => agent);
  process.stdout.write(options.json ? `${JSON.stringify(facts)}\n` : `${formatAgentList(agents)}\n`);
  return 0;
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
