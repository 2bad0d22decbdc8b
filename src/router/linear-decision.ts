import { applyFrontDoorRules, decideFrontDoor } from "../frontdoor/front-door.ts";
import type { RankedAgent } from "./component-prior.ts";
import { findExplicitChoice, withoutAgentIds, type AgentNames } from "./explicit-agent.ts";
import type { Judgement } from "./linear-model.ts";
import type { Route, RouteBand, RouteContext } from "./route.ts";

/** The part of a route that follows from the text alone; support and complexity are the organisation's rules. */
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
}

export interface DecisionDeps {
  readonly names: AgentNames;
  readonly judge: (text: string) => Judgement;
  readonly prior: (text: string, ranked: readonly RankedAgent[]) => readonly RankedAgent[];
  readonly thresholds: { readonly routeAt: number; readonly askAt: number };
}

/** In order: the person's own choice, the front door's rules, the classifier's front door, the agents. */
export function decideLinear(text: string, context: RouteContext, deps: DecisionDeps): Decision {
  const explicit = findExplicitChoice(text, deps.names);
  const ruled = applyFrontDoorRules(text, context);
  const request = explicit?.request ?? ("rest" in ruled ? ruled.rest : text);
  const judgement = deps.judge(withoutAgentIds(request, deps.names));
  const ranked = deps.prior(request, judgement.agents);
  const base = { primary: null, others: [], ranked };
  if (explicit !== undefined) {
    const { primary, others } = explicit;
    return {
      ...base,
      frontDoor: "work",
      primary,
      others,
      confidence: 1,
      decidedBy: "override",
      band: "route",
    };
  }
  if ("frontDoor" in ruled) {
    return { ...base, frontDoor: ruled.frontDoor, confidence: 1, decidedBy: "front-door", band: "route" };
  }
  const door = decideFrontDoor(judgement.frontDoor, context);
  if (door.frontDoor !== "work" && judgement.isReadable) {
    const { frontDoor, confidence } = door;
    return {
      ...base,
      frontDoor,
      confidence,
      decidedBy: "front-door",
      band: toBand(confidence, deps.thresholds),
    };
  }
  return {
    ...base,
    ...decideWork({ judgement, ranked, isInScope: door.isInScope, workProbability: door.confidence }, deps),
  };
}

interface WorkCase {
  readonly judgement: Judgement;
  readonly ranked: readonly RankedAgent[];
  readonly isInScope: boolean;
  readonly workProbability: number;
}

function decideWork(
  { judgement, ranked, isInScope, workProbability }: WorkCase,
  { thresholds }: DecisionDeps,
): Pick<Decision, "frontDoor" | "primary" | "confidence" | "decidedBy" | "band"> {
  const best = ranked[0];
  const confidence = best === undefined || !judgement.isReadable ? 0 : workProbability * best.probability;
  const band = isInScope && confidence > 0 ? toBand(confidence, thresholds) : "decline";
  const isTipped = best?.agent !== judgement.agents[0]?.agent;
  const decidedBy = band === "decline" ? "reject" : isTipped ? "component" : "linear";
  return {
    frontDoor: "work",
    primary: band === "route" ? (best?.agent ?? null) : null,
    confidence,
    decidedBy,
    band,
  };
}

function toBand(confidence: number, { routeAt, askAt }: DecisionDeps["thresholds"]): RouteBand {
  if (confidence >= routeAt) return "route";
  return confidence >= askAt ? "ask" : "decline";
}
