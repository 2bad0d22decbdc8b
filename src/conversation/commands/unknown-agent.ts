import type { AgentCatalogue } from "../../agents/agent.ts";
import { nearestName } from "../../config/nearest-name.ts";

const SHOWN = 60;

/** What somebody reads who has named an agent that there is not, with the one that they may have meant. */
export function unknownAgent(name: string, { agents }: Pick<AgentCatalogue, "agents">): string {
  const nearest = nearestName(
    name,
    agents.map(({ id }) => id),
  );
  const hint = nearest === undefined ? "" : ` Did you mean **${nearest}**?`;
  return `I know no agent "${name.slice(0, SHOWN)}".${hint} \`/agents\` lists them.`;
}
