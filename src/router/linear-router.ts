import type { AgentCatalogue } from "../agents/agent.ts";
import { applyFrontDoorRules, decideFrontDoor } from "../frontdoor/front-door.ts";
import { createComponentPrior, type ComponentOwner } from "./component-prior.ts";
import { cutText, type CutText } from "./cut-text.ts";
import { findExplicitChoice, toAgentNames, withoutAgentIds } from "./explicit-agent.ts";
import { createJudge, fitLinearModel } from "./linear-model.ts";
import { loadOrFitModel } from "./model-cache.ts";
import type { Complexity, Route, RouteBand, RouteContext, Router, SupportChoice } from "./route.ts";
import { type FrontDoorExample, toTrainingLines } from "./training-lines.ts";

/** From the rules of the organisation. Probabilities in 0..1. */
export interface RouterThresholds {
  /** Confidence from which a request is routed without a question. */
  readonly routeAt: number;
  /** Confidence from which the bot asks with a few choices; below, it declines. */
  readonly askAt: number;
  /** Score from which an agent that is not primary supports; whoever selects support applies it. */
  readonly supportThreshold: number;
  /** How many choices a question offers; whoever asks applies it. */
  readonly maxChoices: number;
}

/** What support is chosen from; scores are of the best agents, the primary included. */
export interface SupportInput {
  readonly text: string;
  readonly primary: string;
  readonly complexity: Complexity;
  readonly scores: Route["alternatives"];
}

export interface LinearRouterDeps {
  readonly agents: AgentCatalogue;
  readonly frontDoorExamples: readonly FrontDoorExample[];
  readonly thresholds: RouterThresholds;
  readonly assessComplexity: (request: {
    readonly text: string;
    readonly primary: string | null;
  }) => Complexity;
  readonly selectSupport: (input: SupportInput) => readonly SupportChoice[];
  /** Who owns which part of the project; a part that a request names speaks mildly for its owner. */
  readonly components?: readonly ComponentOwner[];
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  /** Where fitted models are kept; absent: every start fits anew. */
  readonly cacheDir?: string;
}

const ALTERNATIVES = 5;

interface Decision {
  readonly frontDoor: Route["frontDoor"];
  readonly primary: string | null;
  readonly others?: readonly string[];
  readonly confidence: number;
  readonly decidedBy: string;
  readonly band: RouteBand;
  readonly alternatives: Route["alternatives"];
}

/**
 * A router that needs no model file: fitted on the agents' own examples and phrases, or loaded when nothing of
 * that has changed. `decidedBy` is `override` (the person named the agent), `front-door` (no work), `linear`,
 * `component` (the named component tipped the scale) or `reject` (work for nobody here). Scores of alternatives
 * are probabilities given that the message is work; the confidence also counts whether it is.
 */
export async function createLinearRouter(deps: LinearRouterDeps): Promise<Router> {
  const names = toAgentNames(deps.agents.agents);
  const lines = toTrainingLines(deps.agents.agents, deps.frontDoorExamples).map((line) => ({
    ...line,
    text: withoutAgentIds(line.text, names),
  }));
  const model = await loadOrFitModel(lines, {
    fit: fitLinearModel,
    ...(deps.cacheDir === undefined ? {} : { cacheDir: deps.cacheDir }),
  });
  const judge = createJudge(model);
  const prior = createComponentPrior(deps.components ?? []);

  function decide(text: string, context: RouteContext): Decision {
    const explicit = findExplicitChoice(text, names);
    const ruled = applyFrontDoorRules(text, context);
    const request = explicit?.request ?? ("rest" in ruled ? ruled.rest : text);
    const judgement = judge(withoutAgentIds(request, names));
    const ranked = prior(text, judgement.agents);
    const alternatives = ranked
      .slice(0, ALTERNATIVES)
      .map(({ agent, probability }) => ({ agent, score: round(probability) }));
    const base = { primary: null, alternatives };
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
    if (door.frontDoor !== "work") {
      const band = toBand(door.confidence, deps.thresholds);
      return {
        ...base,
        frontDoor: door.frontDoor,
        confidence: door.confidence,
        decidedBy: "front-door",
        band,
      };
    }
    const best = ranked[0];
    const confidence =
      request === "" || best === undefined || !door.isInScope ? 0 : door.confidence * best.probability;
    const band = toBand(confidence, deps.thresholds);
    const tipped = best?.agent !== judgement.agents[0]?.agent;
    return {
      ...base,
      frontDoor: "work",
      primary: band === "route" ? (best?.agent ?? null) : null,
      confidence,
      decidedBy: band === "decline" ? "reject" : tipped ? "component" : "linear",
      band,
    };
  }

  function toRoute({ text, truncatedFrom }: CutText, decision: Decision): Omit<Route, "ms"> {
    const { primary, others = [], confidence, ...rest } = decision;
    const complexity = deps.assessComplexity({ text, primary });
    const named = others.map((agent) => ({ agent, reason: "named in the message" }));
    const chosen =
      primary === null
        ? []
        : deps.selectSupport({ text, primary, complexity, scores: decision.alternatives });
    const support = [...named, ...chosen.filter(({ agent }) => !others.includes(agent))];
    return {
      text,
      frontDoor: rest.frontDoor,
      primary,
      support,
      complexity,
      confidence: round(confidence),
      decidedBy: rest.decidedBy,
      alternatives: rest.alternatives,
      band: rest.band,
      ...(truncatedFrom === undefined ? {} : { truncatedFrom }),
    };
  }

  return {
    route: async (text, context = {}) => {
      const startedAt = deps.now();
      const cut = cutText(text);
      const route = toRoute(cut, decide(cut.text, context));
      return { ...route, ms: Math.max(0, deps.now() - startedAt) };
    },
  };
}

function toBand(confidence: number, { routeAt, askAt }: RouterThresholds): RouteBand {
  if (confidence >= routeAt) return "route";
  return confidence >= askAt ? "ask" : "decline";
}

/** Four decimals are more than the calibration is worth, and keep the output readable. */
function round(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
