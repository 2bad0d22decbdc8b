import type { AgentProblem } from "./agent-problem.ts";
import type { AgentFile, LoadedAgents } from "./load-agents.ts";
import { suggestName } from "../config/nearest-name.ts";
import { problemAt } from "./problem-at.ts";

/** Stands for every agent in `intersections`. */
export const EVERY_AGENT = "*";

/** A partner of everybody: its links count as returned, and so do links to it. */
function isUniversal(file: AgentFile): boolean {
  return file.agent.intersections.some((link) => link.agent === EVERY_AGENT);
}

function listsBack(partner: AgentFile, id: string): boolean {
  return isUniversal(partner) || partner.agent.intersections.some((link) => link.agent === id);
}

interface Known {
  readonly byId: ReadonlyMap<string, AgentFile>;
  /** Ids of sound agents and names of broken files. */
  readonly names: readonly string[];
}

function checkLink(file: AgentFile, index: number, known: Known): AgentProblem[] {
  const partner = file.agent.intersections[index]?.agent ?? EVERY_AGENT;
  const { id } = file.agent;
  const path = ["intersections", index, "agent"];
  if (file.agent.intersections.findIndex((link) => link.agent === partner) < index) {
    const message = `lists "${partner}" twice.`;
    return [problemAt(file, path, { message, remedy: "Keep one entry.", severity: "warning" })];
  }
  if (partner === EVERY_AGENT) return [];
  if (partner === id) {
    return [problemAt(file, path, { message: "links the agent to itself.", remedy: "Remove the entry." })];
  }
  if (!known.names.includes(partner)) {
    const message = `"${partner}" is no agent.`;
    const others = known.names.filter((name) => name !== id);
    return [problemAt(file, path, { message, remedy: suggestName(partner, others) })];
  }
  const other = known.byId.get(partner);
  if (other === undefined || listsBack(other, id) || isUniversal(file)) return [];
  const message = `links to "${partner}", which lists neither "${id}" nor "${EVERY_AGENT}".`;
  const remedy = `Add "${id}" to the intersections of ${other.agent.file}, or remove this entry.`;
  return [problemAt(file, path, { message, remedy, severity: "warning" })];
}

/** Links between agents: unknown partners, links to oneself, double ones, and those that nobody returns. */
export function checkIntersections(loaded: LoadedAgents): AgentProblem[] {
  const byId = new Map(loaded.files.map((file) => [file.agent.id, file]));
  const names = [...new Set([...byId.keys(), ...loaded.names])];
  return loaded.files.flatMap((file) =>
    file.agent.intersections.flatMap((_, index) => checkLink(file, index, { byId, names })),
  );
}
