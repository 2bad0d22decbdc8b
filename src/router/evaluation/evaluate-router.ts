import type { PriorityEstimate } from "../judgement.ts";
import type { LabelledRequest } from "../labelled-set.ts";
import { Complexity, type Route, type Router } from "../route.ts";
import {
  isAmongTop,
  isOutOfScope,
  isTurnedAway,
  isWork,
  NOBODY,
  toAnsweredItem,
  workProbabilityOf,
  type AnsweredItem,
} from "./answered-item.ts";
import { calibrationError, equalMassBins, equalWidthBins } from "./calibration-bins.ts";
import { confusionMatrixOf, confusionsOf } from "./confusion.ts";
import { coverageAtPrecision, type Judged } from "./coverage-at-precision.ts";
import type { Evaluation, WrongAnswer } from "./evaluation.ts";
import { priorityErrorsOf } from "./priority-errors.ts";
import { rejectAtFalseRejection, scopeRanking } from "./rejection-sweep.ts";
import { setScores } from "./set-scores.ts";
import { mean, percentile, share } from "./statistics.ts";

const LISTED = 10;
const PRECISION = 0.95;
const FALSE_REJECTION = 0.03;

export interface EvaluationOptions {
  /** The terms of the priority formula for what a router answered; absent: they are not measured. */
  readonly priorityOf?: (route: Route, item: LabelledRequest) => PriorityEstimate | undefined;
}

/** Routes every item, one after the other, and measures the answers against the labels. */
export async function evaluateRouter(
  router: Router,
  items: readonly LabelledRequest[],
  options: EvaluationOptions = {},
): Promise<Evaluation> {
  return toEvaluation(await answerAll(router, items, options));
}

/** What a router makes of each item, in order. */
export async function answerAll(
  router: Router,
  items: readonly LabelledRequest[],
  { priorityOf }: EvaluationOptions = {},
): Promise<AnsweredItem[]> {
  const answered: AnsweredItem[] = [];
  for (const item of items) {
    const context = item.inTaskThread === undefined ? {} : { inTaskThread: item.inTaskThread };
    const route = await router.route(item.text, context);
    answered.push(toAnsweredItem(item, route, priorityOf?.(route, item)));
  }
  return answered;
}

/** All figures of one set of answers. */
export function toEvaluation(answered: readonly AnsweredItem[]): Evaluation {
  const work = answered.filter(isWork);
  const outOfScope = answered.filter(isOutOfScope);
  return {
    items: answered.length,
    work: work.length,
    outOfScope: outOfScope.length,
    ...measureAgents(work),
    priorityErrors: priorityErrorsOf(work),
    ...measureDoor(answered, work, outOfScope),
    ...measureConfidence(work, outOfScope),
    confusions: confusionsOf([...work, ...outOfScope], LISTED),
    confusionMatrix: confusionMatrixOf([...work, ...outOfScope]),
    worst: worstOf([...work, ...outOfScope]),
    latencyMs: toLatency(answered),
  };
}

type AgentFigures = Pick<
  Evaluation,
  "top1" | "top1Exact" | "top3" | "setF1" | "setJaccard" | "complexityAccuracy" | "complexityWithinOne"
>;

function measureAgents(work: readonly AnsweredItem[]): AgentFigures {
  const sets = work.map(toSetScores);
  const levels = work.flatMap(toLevelsOff);
  return {
    top1: share(work, ({ isRight }) => isRight),
    top1Exact: share(work, ({ item, best }) => best === item.primary),
    top3: share(work, isAmongTop),
    setF1: mean(sets.map(({ f1 }) => f1)),
    setJaccard: mean(sets.map(({ jaccard }) => jaccard)),
    complexityAccuracy: share(levels, (off) => off === 0),
    complexityWithinOne: share(levels, (off) => off <= 1),
  };
}

function toSetScores({ item, route, best, isRight }: AnsweredItem): { f1: number; jaccard: number } {
  const expected = [isRight ? best : (item.primary ?? ""), ...item.support];
  return setScores(new Set([best, ...route.support.map(({ agent }) => agent)]), new Set(expected));
}

function toLevelsOff({ item, route }: AnsweredItem): number[] {
  if (item.complexity === undefined) return [];
  const levels = Complexity.options;
  return [Math.abs(levels.indexOf(item.complexity) - levels.indexOf(route.complexity))];
}

type DoorFigures = Pick<
  Evaluation,
  | "frontDoorAccuracy"
  | "outOfScopeRecall"
  | "falseRejection"
  | "outOfScopeRecallAt3"
  | "workProbabilityFor3"
  | "outOfScopeRanking"
>;

function measureDoor(
  answered: readonly AnsweredItem[],
  work: readonly AnsweredItem[],
  outOfScope: readonly AnsweredItem[],
): DoorFigures {
  const scopes = [...work, ...outOfScope].map((one) => ({
    workProbability: workProbabilityOf(one),
    isWork: isWork(one),
  }));
  const swept = rejectAtFalseRejection(scopes, FALSE_REJECTION);
  return {
    frontDoorAccuracy: share(
      answered.filter(({ item }) => item.frontDoor !== undefined),
      ({ item, route }) => item.frontDoor === route.frontDoor,
    ),
    outOfScopeRecall: share(outOfScope, isTurnedAway),
    falseRejection: share(work, isTurnedAway),
    outOfScopeRecallAt3: swept?.recall ?? null,
    workProbabilityFor3: swept?.threshold ?? null,
    outOfScopeRanking: scopeRanking(scopes),
  };
}

type ConfidenceFigures = Pick<
  Evaluation,
  | "bands"
  | "routedPrecision"
  | "coverageAt95"
  | "confidenceFor95"
  | "calibrationError"
  | "calibrationErrorEqualMass"
  | "reliability"
>;

function measureConfidence(
  work: readonly AnsweredItem[],
  outOfScope: readonly AnsweredItem[],
): ConfidenceFigures {
  const both = [...work, ...outOfScope];
  const judged = both.filter(({ route }) => route.frontDoor === "work").map(toJudged);
  const coverage = coverageAtPrecision(judged, PRECISION);
  const reliability = { equalWidth: equalWidthBins(judged), equalMass: equalMassBins(judged) };
  return {
    bands: {
      route: share(work, ({ route }) => route.primary !== null) ?? 0,
      ask: share(work, (one) => one.route.primary === null && !isTurnedAway(one)) ?? 0,
      decline: share(work, isTurnedAway) ?? 0,
    },
    routedPrecision: share(
      both.filter(({ route }) => route.primary !== null),
      ({ isRight }) => isRight,
    ),
    coverageAt95: work.length === 0 ? null : coverage.right / work.length,
    confidenceFor95: coverage.confidence,
    calibrationError: calibrationError(reliability.equalWidth),
    calibrationErrorEqualMass: calibrationError(reliability.equalMass),
    reliability,
  };
}

function toJudged({ route, isRight }: AnsweredItem): Judged {
  return { confidence: route.confidence, isRight };
}

function worstOf(answered: readonly AnsweredItem[]): WrongAnswer[] {
  return answered
    .filter((one) => (isWork(one) ? !one.isRight : !isTurnedAway(one)))
    .sort((a, b) => b.route.confidence - a.route.confidence)
    .slice(0, LISTED)
    .map(({ item, route, best }) => ({
      text: item.text,
      expected: item.primary ?? NOBODY,
      got: best,
      confidence: route.confidence,
    }));
}

function toLatency(answered: readonly AnsweredItem[]): Evaluation["latencyMs"] {
  const [first = 0, ...later] = answered.map(({ route }) => route.ms);
  const warm = later.length === 0 ? [first] : later;
  return { p50: percentile(warm, 0.5), p95: percentile(warm, 0.95), first };
}
