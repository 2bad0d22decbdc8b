import { applyFrontDoorRules, decideFrontDoor } from "../frontdoor/front-door.ts";
import type { FrontDoorDecision } from "../frontdoor/front-door.ts";
import { findExplicitChoice, withoutAgentIds, type AgentNames } from "./explicit-agent.ts";
import type { Judgement } from "./judgement.ts";
import type { Bands, Judged, NamedJudge } from "./judging.ts";
import { looksForeign } from "./looks-foreign.ts";
import type { Route, RouteBand, RouteContext } from "./route.ts";
import { weighAgents, type RankedAgent } from "./weigh-agents.ts";

/** The part of a route that follows from text, thread and judge; support and complexity are the rules' affair. */
export interface Decision {
  readonly frontDoor: Route["frontDoor"];
  readonly primary: string | null;
  /** Agents that the person named beside the primary. */
  readonly others: readonly string[];
  readonly confidence: number;
  readonly decidedBy: string;
  readonly band: RouteBand;
  /** Best first; probabilities given that the message is work. */
  readonly ranked: readonly RankedAgent[];
  /** Absent where a rule decided. */
  readonly workProbability?: number;
  readonly judgement: Judgement;
}

export interface DecisionDeps {
  readonly names: AgentNames;
  readonly judge: (text: string) => Promise<Judged>;
  readonly prior: (text: string, ranked: readonly RankedAgent[]) => readonly RankedAgent[];
  /** The numbers in force for a judge. */
  readonly bandsOf: (judge: NamedJudge) => Bands;
  /** A best probability below this is work for nobody, however sure it is that it is work. */
  readonly rejectBelow: number;
  /** The odds of whoever leads the thread's task are multiplied by this. */
  readonly threadFactor: number;
}

/**
 * In order: the choice that the person was asked for, the agent that they name, the front door's rules, the judge's
 * front door, the agents.
 */
export async function decide(text: string, context: RouteContext, deps: DecisionDeps): Promise<Decision> {
  const explicit = findExplicitChoice(text, deps.names);
  const ruled = applyFrontDoorRules(text, context);
  const request = explicit?.request ?? ("rest" in ruled ? ruled.rest : text);
  const judged = await deps.judge(withoutAgentIds(request, deps.names));
  const { judgement } = judged;
  const ranking = rank(request, judgement.agents, { context, deps });
  const base = { primary: null, others: [], ranked: ranking.ranked, judgement };
  const certain = { confidence: 1, band: "route" } as const;
  if (context.chosen !== undefined) {
    return { ...base, ...certain, frontDoor: "work", primary: context.chosen, decidedBy: "choice" };
  }
  if (explicit !== undefined) {
    const { primary, others } = explicit;
    return { ...base, ...certain, frontDoor: "work", primary, others, decidedBy: "override" };
  }
  if ("frontDoor" in ruled) {
    return { ...base, ...certain, frontDoor: ruled.frontDoor, decidedBy: "front-door" };
  }
  const door = decideFrontDoor(judgement.frontDoor, context);
  const { workProbability } = door;
  if (door.frontDoor !== "work" && judgement.isReadable) {
    const { frontDoor, confidence } = door;
    const band = toBand(confidence, deps.bandsOf(judged.by));
    return { ...base, workProbability, frontDoor, confidence, decidedBy: "front-door", band };
  }
  const work = decideWork({ request, judged, ranking, door }, deps);
  return { ...base, ...(judgement.isReadable ? { workProbability } : {}), frontDoor: "work", ...work };
}

interface Ranking {
  readonly ranked: readonly RankedAgent[];
  /** What put another agent in front of the judge's best. */
  readonly tippedBy: "component" | "sticky" | undefined;
}

function rank(
  request: string,
  judged: readonly RankedAgent[],
  { context, deps }: { readonly context: RouteContext; readonly deps: DecisionDeps },
): Ranking {
  const byComponent = deps.prior(request, judged);
  const { threadPrimary } = context;
  const ranked =
    threadPrimary === undefined
      ? byComponent
      : weighAgents(byComponent, (agent) => (agent === threadPrimary ? deps.threadFactor : 1));
  const [model, component, best] = [judged, byComponent, ranked].map((each) => each[0]?.agent);
  const tippedBy = best !== component ? "sticky" : component === model ? undefined : "component";
  return { ranked, tippedBy };
}

interface WorkCase {
  readonly request: string;
  readonly judged: Judged;
  readonly ranking: Ranking;
  readonly door: FrontDoorDecision;
}

function decideWork(
  { request, judged: { judgement, by }, ranking: { ranked, tippedBy }, door }: WorkCase,
  deps: DecisionDeps,
): Pick<Decision, "primary" | "confidence" | "decidedBy" | "band"> {
  const best = ranked[0];
  const isKnown = best !== undefined && judgement.isReadable;
  const confidence = isKnown ? door.workProbability * best.probability : 0;
  const isAnybodys = isKnown && door.isInScope && best.probability >= deps.rejectBelow;
  const judgedBand = isAnybodys ? toBand(confidence, deps.bandsOf(by)) : "decline";
  // The judge learned from English: what it turns away in another language may well be somebody's.
  const band = judgedBand === "decline" && ranked.length > 0 && looksForeign(request) ? "ask" : judgedBand;
  return {
    primary: band === "route" ? (best?.agent ?? null) : null,
    confidence,
    decidedBy: band === "decline" ? "reject" : (tippedBy ?? by.name),
    band,
  };
}

function toBand(confidence: number, { routeAt, askAt }: Bands): RouteBand {
  if (confidence >= routeAt) return "route";
  return confidence >= askAt ? "ask" : "decline";
}
