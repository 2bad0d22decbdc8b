import type { Agent, AgentCatalogue } from "../agents/agent.ts";
import { GROUP_TITLES } from "../agents/group-titles.ts";
import type { Route } from "../router/route.ts";

/** All agents by group, a line each, as the given function writes it. */
export function renderAgents({ agents }: AgentCatalogue, line: (agent: Agent) => string): string {
  const sections = Object.entries(GROUP_TITLES).map(([group, title]) => {
    const lines = agents.filter((agent) => agent.group === group).map(line);
    return lines.length === 0 ? undefined : `**${title}**\n${lines.join("\n")}`;
  });
  return sections.filter((section) => section !== undefined).join("\n\n");
}

const HOW =
  "Write what you need in your own words. Name an agent with `@agent` to choose it yourself; `/agents` lists them all, `/help` the commands.";

/** For "what can you do" and "who handles X": the best fitting agents when the question names a subject. */
export function renderWhoHandles(text: string, route: Route, catalogue: AgentCatalogue): string {
  const asksWho = /\bwho\b|\bwhich agent\b|\bwhom\b/iu.test(text);
  const fitting = route.alternatives
    .slice(0, 3)
    .map(({ agent }) => catalogue.get(agent))
    .filter((agent) => agent !== undefined);
  if (!asksWho || fitting.length === 0) return renderIntroduction(catalogue);
  const lines = fitting.map(
    ({ id, summary }, index) => `- ${index === 0 ? "First" : "Also"} **${id}**: ${summary}`,
  );
  return `For that I would ask:\n${lines.join("\n")}\n\n${HOW}`;
}

function renderIntroduction({ agents }: AgentCatalogue): string {
  return `I take requests about the project, give each to the specialist that fits out of ${agents.length}, and come back here with the result. ${HOW}`;
}

/** For requests that no agent fits: says so plainly, and what the nearest agents would take. */
export function renderCapabilities(
  text: string,
  route: Pick<Route, "alternatives">,
  catalogue: AgentCatalogue,
): string {
  if (!/[\p{L}\p{N}]/u.test(text)) return `I found no words in your message. ${HOW}`;
  const nearest = route.alternatives.slice(0, 3).map(({ agent }) => catalogue.get(agent));
  const examples = nearest.flatMap((agent) =>
    agent === undefined ? [] : [`- "${agent.examples[0] ?? ""}" (${agent.id})`],
  );
  const list = examples.length === 0 ? "" : ` For example:\n${examples.join("\n")}`;
  return `I can't tell which specialist this is for, so I haven't started anything. ${HOW}${list}`;
}
