import type { Agent, AgentCatalogue } from "./agent.ts";

/** The lookup over agents; of two with the same id the first by file name stays. */
export function createAgentCatalogue(agents: readonly Agent[]): AgentCatalogue {
  const byId = new Map<string, Agent>();
  for (const agent of agents) if (!byId.has(agent.id)) byId.set(agent.id, agent);
  const sorted = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { agents: sorted, get: (id) => byId.get(id) };
}
