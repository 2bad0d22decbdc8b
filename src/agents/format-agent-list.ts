import type { Agent } from "./agent.ts";
import { GROUP_TITLES } from "./group-titles.ts";

const GPU_MARKS: Readonly<Record<Agent["gpu"], string>> = {
  required: "gpu",
  preferred: "gpu preferred",
  none: "",
};

function marksOf(agent: Agent): string {
  const marks = [agent.kind === "specialist" ? "" : agent.kind, GPU_MARKS[agent.gpu]];
  marks.push(agent.writesWorkspace ? "writes" : "");
  return marks.filter((mark) => mark !== "").join(", ");
}

/**
 * The agents as a table for a terminal: by group, one line each with id, what is special (kind when it is not a
 * specialist, `gpu`, `writes`) and summary. No trailing blanks, no final line end.
 */
export function formatAgentList(agents: readonly Agent[]): string {
  const idWidth = Math.max(2, ...agents.map((agent) => agent.id.length));
  const marksWidth = Math.max(0, ...agents.map((agent) => marksOf(agent).length));
  const sections = Object.entries(GROUP_TITLES).flatMap(([group, title]) => {
    const members = agents.filter((agent) => agent.group === group);
    if (members.length === 0) return [];
    const lines = members.map((agent) =>
      `  ${agent.id.padEnd(idWidth)}  ${marksOf(agent).padEnd(marksWidth)}  ${agent.summary}`.trimEnd(),
    );
    return [[title, ...lines].join("\n")];
  });
  const count = `${agents.length} ${agents.length === 1 ? "agent" : "agents"}`;
  return [...sections, count].join("\n\n");
}
