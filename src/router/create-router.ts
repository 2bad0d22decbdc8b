import type { AgentCatalogue } from "../agents/agent.ts";
import { createComponentPrior, type ComponentOwner } from "./component-prior.ts";
import { cutText, type CutText } from "./cut-text.ts";
import { decide, type Decision, type DecisionDeps } from "./decision.ts";
import { toAgentNames } from "./explicit-agent.ts";
import type { Judgement } from "./judgement.ts";
import { createJudging, type Bands, type Judging, type NamedJudge } from "./judging.ts";
import type { AgentScore, Complexity, Route, Router, SupportChoice } from "./route.ts";
import type { GuardedTieBreak } from "./tie-break.ts";

/** From the rules of the organisation. Probabilities in 0..1. */
export interface RoutingRules extends Bands {
  readonly rejectBelow: number;
  /** How many choices a question offers; whoever asks applies it, and a tie-break chooses among as many. */
  readonly maxChoices: number;
  readonly threadFactor: number;
}

/** What support is chosen from. */
export interface SupportInput {
  readonly text: string;
  readonly primary: string;
  readonly complexity: Complexity;
  /** Of the best agents as leaders, the primary included. */
  readonly scores: readonly AgentScore[];
  /** How likely each agent is needed as a helper; absent when the judge cannot tell. */
  readonly needed?: readonly AgentScore[];
}

/** What complexity is assessed from. */
export interface ComplexityInput {
  readonly text: string;
  readonly primary: string | null;
  /** The judge's distribution over the levels; absent when it cannot tell. */
  readonly judged?: ReadonlyMap<Complexity, number>;
}

export interface RouterDeps {
  readonly agents: AgentCatalogue;
  readonly judging: Judging;
  readonly rules: RoutingRules;
  /** What the installation sets for itself: goes before calibration and rules. */
  readonly bands?: Partial<Bands>;
  readonly assessComplexity: (input: ComplexityInput) => Complexity;
  readonly selectSupport: (input: SupportInput) => readonly SupportChoice[];
  /** Who owns which part of the project; a part that a request names speaks mildly for its owner. */
  readonly components?: readonly ComponentOwner[];
  /** Asked in the middle band only; absent: the person is asked. */
  readonly tieBreak?: GuardedTieBreak;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

const ALTERNATIVES = 5;
const HELPERS = 8;
/** Less likely helpers are noise. */
const LEAST_HELP = 0.01;

/**
 * Makes a router of any judge. `decidedBy` is `override` (the person named the agent), `choice` (they picked it when
 * asked), `front-door` (no work), the judge's name (`bitnet`, `linear`), `component` (the named component tipped the
 * scale), `sticky` (the thread did), `llm` (the tie-break) or `reject` (work for nobody here). Scores of alternatives
 * are probabilities given that the message is work; the confidence also counts whether it is.
 */
export function createRouter(deps: RouterDeps): Router {
  const decisionDeps: DecisionDeps = {
    names: toAgentNames(deps.agents.agents),
    judge: createJudging(deps.judging),
    prior: createComponentPrior(deps.components ?? []),
    bandsOf: (judge) => bandsOf(judge, deps),
    rejectBelow: deps.rules.rejectBelow,
    threadFactor: deps.rules.threadFactor,
  };
  return {
    route: async (text, context = {}) => {
      const startedAt = deps.now();
      const cut = cutText(text);
      const decision = await breakTie(cut.text, await decide(cut.text, context, decisionDeps), deps);
      const route = toRoute(cut, decision, deps);
      return { ...route, ms: Math.max(0, round(deps.now() - startedAt)) };
    },
  };
}

/** The installation's own numbers, else the judge's calibration, else the rules'. */
function bandsOf(judge: NamedJudge, { bands, rules }: RouterDeps): Bands {
  const { routeAt, askAt } = { ...(judge.bands ?? rules), ...bands };
  return { routeAt, askAt: Math.min(askAt, routeAt) };
}

async function breakTie(text: string, decision: Decision, deps: RouterDeps): Promise<Decision> {
  if (decision.band !== "ask" || deps.tieBreak === undefined) return decision;
  const candidates = decision.ranked.slice(0, deps.rules.maxChoices).flatMap(({ agent: id }) => {
    const agent = deps.agents.get(id);
    if (agent === undefined) return [];
    const { title, summary, routesWhen } = agent;
    return [{ agent: id, title, summary, routesWhen }];
  });
  const primary = await deps.tieBreak({ text, candidates });
  return primary === undefined ? decision : { ...decision, primary, decidedBy: "llm", band: "route" };
}

function toRoute({ text, truncatedFrom }: CutText, decision: Decision, deps: RouterDeps): Omit<Route, "ms"> {
  const { frontDoor, primary, confidence, decidedBy, band, judgement } = decision;
  const judged: Partial<Judgement> = judgement.isReadable ? judgement : {};
  const complexity = deps.assessComplexity({
    text,
    primary,
    ...(judged.complexity === undefined ? {} : { judged: judged.complexity }),
  });
  const alternatives = decision.ranked
    .slice(0, ALTERNATIVES)
    .map(({ agent, probability }) => ({ agent, score: round(probability) }));
  const needed = judged.support === undefined ? undefined : toHelpers(judged.support);
  const support = chooseSupport({ text, primary, complexity, scores: alternatives, needed }, decision, deps);
  return {
    text,
    frontDoor,
    primary,
    support,
    complexity,
    confidence: round(confidence),
    decidedBy,
    alternatives,
    band,
    ...(truncatedFrom === undefined ? {} : { truncatedFrom }),
    ...(decision.workProbability === undefined ? {} : { workProbability: round(decision.workProbability) }),
    ...(needed === undefined || frontDoor !== "work" ? {} : { supportScores: needed }),
    ...(frontDoor === "work" ? estimated(judged) : {}),
    ...explained(judged),
  };
}

/** Rounded for people, and held to the scales: a regression may overshoot them a little. */
function estimated({ priority }: Partial<Judgement>): Pick<Route, "priority"> {
  if (priority === undefined) return {};
  const { urgency, impact, dependencies, risk } = priority;
  return {
    priority: {
      urgency: within(urgency, 5),
      impact: within(impact, 5),
      dependencies: within(dependencies, 3),
      risk: within(risk, 5),
    },
  };
}

function within(value: number, most: number): number {
  return round(Math.min(most, Math.max(1, value)));
}

function explained({ nearest }: Partial<Judgement>): Pick<Route, "nearest"> {
  if (nearest === undefined) return {};
  return { nearest: nearest.map((example) => ({ ...example, similarity: round(example.similarity) })) };
}

function toHelpers(support: ReadonlyMap<string, number>): AgentScore[] {
  return [...support]
    .filter(([, probability]) => probability >= LEAST_HELP)
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .slice(0, HELPERS)
    .map(([agent, probability]) => ({ agent, score: round(probability) }));
}

type Chosen = Omit<SupportInput, "primary" | "needed"> & {
  readonly primary: string | null;
  readonly needed: readonly AgentScore[] | undefined;
};

function chooseSupport(
  { primary, needed, ...request }: Chosen,
  { others }: Decision,
  deps: RouterDeps,
): SupportChoice[] {
  if (primary === null) return [];
  const named = others.map((agent) => ({ agent, reason: "named in the message" }));
  const chosen = deps.selectSupport({ ...request, primary, ...(needed === undefined ? {} : { needed }) });
  return [...named, ...chosen.filter(({ agent }) => !others.includes(agent))];
}

/** Four decimals are more than the calibration is worth, and keep the output readable. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
