import type { AgentCatalogue } from "../agents/agent.ts";
import { withoutPoliteFrame } from "../frontdoor/front-door.ts";
import { createComponentPrior, type ComponentOwner } from "./component-prior.ts";
import { cutText, type CutText } from "./cut-text.ts";
import { toAgentNames, withoutAgentIds } from "./explicit-agent.ts";
import { decideLinear, type Decision } from "./linear-decision.ts";
import { createJudge, fitLinearModel } from "./linear-model.ts";
import { loadOrFitModel } from "./model-cache.ts";
import type { Complexity, Route, Router, SupportChoice } from "./route.ts";
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
    text: withoutPoliteFrame(withoutAgentIds(line.text, names)),
  }));
  const model = await loadOrFitModel(lines, {
    fit: fitLinearModel,
    ...(deps.cacheDir === undefined ? {} : { cacheDir: deps.cacheDir }),
  });
  const decisionDeps = {
    names,
    judge: createJudge(model),
    prior: createComponentPrior(deps.components ?? []),
    thresholds: deps.thresholds,
  };
  return {
    route: async (text, context = {}) => {
      const startedAt = deps.now();
      const cut = cutText(text);
      const route = toRoute(cut, decideLinear(cut.text, context, decisionDeps), deps);
      return { ...route, ms: Math.max(0, round(deps.now() - startedAt)) };
    },
  };
}

function toRoute(
  { text, truncatedFrom }: CutText,
  decision: Decision,
  deps: LinearRouterDeps,
): Omit<Route, "ms"> {
  const { frontDoor, primary, others, confidence, decidedBy, band } = decision;
  const complexity = deps.assessComplexity({ text, primary });
  const alternatives = decision.ranked
    .slice(0, ALTERNATIVES)
    .map(({ agent, probability }) => ({ agent, score: round(probability) }));
  const named = others.map((agent) => ({ agent, reason: "named in the message" }));
  const chosen =
    primary === null ? [] : deps.selectSupport({ text, primary, complexity, scores: alternatives });
  return {
    text,
    frontDoor,
    primary,
    support: [...named, ...chosen.filter(({ agent }) => !others.includes(agent))],
    complexity,
    confidence: round(confidence),
    decidedBy,
    alternatives,
    band,
    ...(truncatedFrom === undefined ? {} : { truncatedFrom }),
  };
}

/** Four decimals are more than the calibration is worth, and keep the output readable. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
