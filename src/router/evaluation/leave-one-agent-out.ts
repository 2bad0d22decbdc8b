import type { LabelledRequest } from "../labelled-set.ts";
import type { Router } from "../route.ts";
import { isAmongTop, isOutOfScope, isTurnedAway, isWork, type AnsweredItem } from "./answered-item.ts";
import { answerAll } from "./evaluate-router.ts";
import { formatFigure } from "./format-evaluation.ts";
import { mean, share } from "./statistics.ts";
import { NEW_AGENT_EXAMPLES } from "./without-agent.ts";

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
  /** Share of them that are turned away while it is new. */
  readonly newLost: number | null;
  /** Shares of the items of all other agents that go to a right one, before it was added and after. */
  readonly othersBefore: number | null;
  readonly othersAfter: number | null;
  /** Shares of what is nobody's that is turned away, before and after. */
  readonly nobodysBefore: number | null;
  readonly nobodysAfter: number | null;
}

/** The router as if an agent had never been there, and that router after the agent was added as a file. */
export interface AddedAgentRouters {
  readonly before: Router;
  readonly after: Router;
}

export interface LeaveOneOutOptions {
  readonly agents: readonly string[];
  /** The validation set. */
  readonly items: readonly LabelledRequest[];
  /** Fitted on everything. */
  readonly known: Router;
  readonly routersFor: (agent: string) => Promise<AddedAgentRouters>;
  /** Told of each agent that is done. */
  readonly onFigures?: (figures: NewAgentFigures) => void;
}

/** Treats each agent in turn as one that a team has just added as a file, and measures what the routers make of it. */
export async function leaveEachAgentOut(options: LeaveOneOutOptions): Promise<NewAgentFigures[]> {
  const { agents, items, known, routersFor, onFigures } = options;
  const knowing = await answerAll(known, items);
  const all: NewAgentFigures[] = [];
  for (const agent of agents) {
    const { before, after } = await routersFor(agent);
    const without = await answerAll(before, items);
    const figures = toFigures(agent, { knowing, without, added: await answerAll(after, items) });
    all.push(figures);
    onFigures?.(figures);
  }
  return all;
}

interface Answers {
  readonly knowing: readonly AnsweredItem[];
  readonly without: readonly AnsweredItem[];
  readonly added: readonly AnsweredItem[];
}

function toFigures(agent: string, { knowing, without, added }: Answers): NewAgentFigures {
  const own = ({ item }: AnsweredItem): boolean => item.primary === agent;
  const isOther = (answer: AnsweredItem): boolean => isWork(answer) && !own(answer);
  const isFirst = ({ best }: AnsweredItem): boolean => best === agent;
  const isAmongThree = (answer: AnsweredItem): boolean =>
    // Another agent that would do as well is not the one that is looked for.
    isAmongTop({ ...answer, isRight: isFirst(answer), item: { ...answer.item, acceptable: [] } });
  return {
    agent,
    items: knowing.filter(own).length,
    knownTop1: share(knowing.filter(own), isFirst),
    knownTop3: share(knowing.filter(own), isAmongThree),
    newTop1: share(added.filter(own), isFirst),
    newTop3: share(added.filter(own), isAmongThree),
    newLost: share(added.filter(own), isTurnedAway),
    othersBefore: share(without.filter(isOther), ({ isRight }) => isRight),
    othersAfter: share(added.filter(isOther), ({ isRight }) => isRight),
    nobodysBefore: share(without.filter(isOutOfScope), isTurnedAway),
    nobodysAfter: share(added.filter(isOutOfScope), isTurnedAway),
  };
}

const AGENT_CHARS = 38;

/** A line for each agent, those that are found worst first, and one for all together. */
export function formatLeaveOneOut(figures: readonly NewAgentFigures[]): string {
  const sorted = [...figures].sort((a, b) => (a.newTop1 ?? 2) - (b.newTop1 ?? 2));
  return [
    `Each agent as if just added, with ${NEW_AGENT_EXAMPLES} examples, and as it is:`,
    "",
    row("", ["items", "new: best", "top 3", "lost", "as is: best", "top 3", "others", "nobody's"]),
    ...sorted.map((one) => row(one.agent, cellsOf(one))),
    row("all", cellsOf(toTotal(figures))),
    "",
    "others, nobody's: what adding it changes for other agents' requests and for what is to be turned away, in points",
  ].join("\n");
}

/** Over the items of all agents; what adding one costs the others is the mean over the agents. */
export function toTotal(figures: readonly NewAgentFigures[]): NewAgentFigures {
  const items = figures.reduce((sum, one) => sum + one.items, 0);
  type Read = (one: NewAgentFigures) => number | null;
  const over = (read: Read): number | null =>
    items === 0 ? null : figures.reduce((sum, one) => sum + (read(one) ?? 0) * one.items, 0) / items;
  const meanOf = (read: Read): number | null => mean(figures.map(read).filter((value) => value !== null));
  return {
    agent: "all",
    items,
    knownTop1: over(({ knownTop1 }) => knownTop1),
    knownTop3: over(({ knownTop3 }) => knownTop3),
    newTop1: over(({ newTop1 }) => newTop1),
    newTop3: over(({ newTop3 }) => newTop3),
    newLost: over(({ newLost }) => newLost),
    othersBefore: meanOf(({ othersBefore }) => othersBefore),
    othersAfter: meanOf(({ othersAfter }) => othersAfter),
    nobodysBefore: meanOf(({ nobodysBefore }) => nobodysBefore),
    nobodysAfter: meanOf(({ nobodysAfter }) => nobodysAfter),
  };
}

function cellsOf(one: NewAgentFigures): string[] {
  const shares = [one.newTop1, one.newTop3, one.newLost, one.knownTop1, one.knownTop3];
  return [
    String(one.items),
    ...shares.map((value) => formatFigure({ unit: "share" }, value)),
    formatChange(one.othersBefore, one.othersAfter),
    formatChange(one.nobodysBefore, one.nobodysAfter),
  ];
}

function formatChange(before: number | null, after: number | null): string {
  if (before === null || after === null) return "";
  const points = (100 * (after - before)).toFixed(1);
  return points.startsWith("-") ? points : `+${points}`;
}

function row(label: string, cells: readonly string[]): string {
  return `${label.padEnd(AGENT_CHARS)}${cells.map((cell) => cell.padStart(13)).join("")}`;
}
