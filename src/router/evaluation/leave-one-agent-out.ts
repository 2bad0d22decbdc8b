import { z } from "zod";
import type { Agent } from "../../agents/agent.ts";
import { parseJsonLine, type LabelledRequest } from "../labelled-set.ts";
import type { Route, Router } from "../route.ts";
import { answerAll } from "./evaluate-router.ts";
import { formatFigure } from "./format-evaluation.ts";
import { share } from "./statistics.ts";

/** What a router is fitted on, as far as it differs from agent to agent. */
export interface RouterSources {
  readonly agents: readonly Agent[];
  /** Contents of the files of training requests (JSONL) by name. */
  readonly requests: ReadonlyMap<string, string>;
}

/** How well an agent is found when it has just been added, beside how well it is found with all its requests. */
export interface NewAgentFigures {
  readonly agent: string;
  /** Validation items that it should lead. */
  readonly items: number;
  /** Shares of them, 0 to 1, that have it as the best agent, and among the best three. Null without items. */
  readonly knownTop1: number | null;
  readonly knownTop3: number | null;
  readonly newTop1: number | null;
  readonly newTop3: number | null;
}

export interface LeaveOneOutOptions extends RouterSources {
  /** The validation set. */
  readonly items: readonly LabelledRequest[];
  /** Fits a router on sources. */
  readonly routerFrom: (sources: RouterSources) => Promise<Router>;
  /** Told of each agent that is done. */
  readonly onFigures?: (figures: NewAgentFigures) => void;
}

/** Examples that an agent file needs at least, and that a new agent has. */
export const NEW_AGENT_EXAMPLES = 12;

const TOP = 3;

/**
 * Treats each agent in turn as one that a team has just added as a file: its requests are taken away, its file keeps
 * twelve examples, and no request of another agent names it. Measures how many of its validation items it gets then.
 */
export async function leaveEachAgentOut(options: LeaveOneOutOptions): Promise<NewAgentFigures[]> {
  const { agents, requests, items, routerFrom, onFigures } = options;
  const known = await routerFrom({ agents, requests });
  const all: NewAgentFigures[] = [];
  for (const { id } of agents) {
    const own = items.filter(({ primary }) => primary === id);
    const before = await shareFound(id, own, known);
    const after = await shareFound(id, own, await routerFrom(asNewAgent(id, { agents, requests })));
    const figures = {
      agent: id,
      items: own.length,
      knownTop1: before.top1,
      knownTop3: before.top3,
      newTop1: after.top1,
      newTop3: after.top3,
    };
    all.push(figures);
    onFigures?.(figures);
  }
  return all;
}

/** Sources in which the agent is a file with twelve examples and nothing else. */
export function asNewAgent(id: string, { agents, requests }: RouterSources): RouterSources {
  return {
    agents: agents.map((agent) =>
      agent.id === id ? { ...agent, examples: agent.examples.slice(0, NEW_AGENT_EXAMPLES) } : agent,
    ),
    requests: new Map([...requests].map(([name, content]) => [name, withoutAgent(content, id)])),
  };
}

const Names = z.looseObject({
  primary: z.string().nullish(),
  acceptable: z.array(z.string()).optional(),
  support: z.array(z.string()).optional(),
});

/** A removed line leaves a blank one behind, so that the others keep their numbers. */
function withoutAgent(content: string, id: string): string {
  const lines = content.split(/\r?\n/u).map((line) => {
    const parsed = parseJsonLine(line, Names);
    if ("issues" in parsed) return line;
    const { primary, acceptable, support } = parsed.value;
    if (primary === id) return "";
    return JSON.stringify({
      ...parsed.value,
      ...(acceptable === undefined ? {} : { acceptable: acceptable.filter((other) => other !== id) }),
      ...(support === undefined ? {} : { support: support.filter((other) => other !== id) }),
    });
  });
  return lines.join("\n");
}

async function shareFound(
  id: string,
  items: readonly LabelledRequest[],
  router: Router,
): Promise<{ readonly top1: number | null; readonly top3: number | null }> {
  const routes = (await answerAll(router, items)).map(({ route }) => route);
  return {
    top1: share(routes, (route) => bestOf(route, 1).includes(id)),
    top3: share(routes, (route) => bestOf(route, TOP).includes(id)),
  };
}

function bestOf({ primary, alternatives }: Route, count: number): string[] {
  const ranked = alternatives.map(({ agent }) => agent);
  return (primary === null ? ranked : [primary, ...ranked.filter((agent) => agent !== primary)]).slice(
    0,
    count,
  );
}

const AGENT_CHARS = 38;

/** A line for each agent, those that are found worst first, and one for all together. */
export function formatLeaveOneOut(figures: readonly NewAgentFigures[]): string {
  const sorted = [...figures].sort((a, b) => (a.newTop1 ?? 2) - (b.newTop1 ?? 2));
  return [
    `Each agent as if just added, with ${NEW_AGENT_EXAMPLES} examples, and as it is:`,
    "",
    row("", ["items", "new: best", "top 3", "as is: best", "top 3"]),
    ...sorted.map((one) => row(one.agent, cellsOf(one))),
    row("all", cellsOf(toTotal(figures))),
  ].join("\n");
}

/** Over the items of all agents. */
export function toTotal(figures: readonly NewAgentFigures[]): NewAgentFigures {
  const items = figures.reduce((sum, one) => sum + one.items, 0);
  const over = (read: (one: NewAgentFigures) => number | null): number | null =>
    items === 0 ? null : figures.reduce((sum, one) => sum + (read(one) ?? 0) * one.items, 0) / items;
  return {
    agent: "all",
    items,
    knownTop1: over(({ knownTop1 }) => knownTop1),
    knownTop3: over(({ knownTop3 }) => knownTop3),
    newTop1: over(({ newTop1 }) => newTop1),
    newTop3: over(({ newTop3 }) => newTop3),
  };
}

function cellsOf({ items, newTop1, newTop3, knownTop1, knownTop3 }: NewAgentFigures): string[] {
  const shares = [newTop1, newTop3, knownTop1, knownTop3];
  return [String(items), ...shares.map((value) => formatFigure({ unit: "share" }, value))];
}

function row(label: string, cells: readonly string[]): string {
  return `${label.padEnd(AGENT_CHARS)}${cells.map((cell) => cell.padStart(13)).join("")}`;
}
