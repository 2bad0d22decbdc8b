import type { LabelledRequest } from "./labelled-set.ts";
import type { Route, Router } from "./route.ts";
import {
  coverageAtPrecision,
  expectedCalibrationError,
  mean,
  percentile,
  setScores,
  type Judged,
} from "./evaluation-metrics.ts";

/** How a router does on a labelled set. Shares are in 0..1, NaN-free: null where nothing was labelled for it. */
export interface Evaluation {
  readonly items: number;
  /** Items that an agent should take, and items that nobody should. */
  readonly work: number;
  readonly outOfScope: number;
  /** Share of work items whose best agent is the primary or an acceptable one. */
  readonly top1: number | null;
  /** The same, counting the primary alone. */
  readonly top1Exact: number | null;
  /** One of the three best is the primary or an acceptable one. */
  readonly top3: number | null;
  /** Of {best agent, support} against {primary, support}, averaged over work items. */
  readonly setF1: number | null;
  readonly setJaccard: number | null;
  readonly complexityAccuracy: number | null;
  /** Over all items with a front-door label. */
  readonly frontDoorAccuracy: number | null;
  /** Share of out-of-scope items that were not handed to an agent and not asked about. */
  readonly outOfScopeRecall: number | null;
  /** Share of work items that were neither routed nor asked about. */
  readonly falseRejection: number | null;
  /** What became of the work items, and how many of the routed ones went to the right agent. */
  readonly bands: { readonly route: number; readonly ask: number; readonly decline: number };
  readonly routedPrecision: number | null;
  /** Largest share of work items that can be routed such that 95 % of all that is routed is right. */
  readonly coverageAt95: number | null;
  readonly confidenceFor95: number | null;
  readonly calibrationError: number | null;
  readonly confusions: readonly { readonly expected: string; readonly got: string; readonly count: number }[];
  /** Wrong answers, the surest first. */
  readonly worst: readonly {
    readonly text: string;
    readonly expected: string;
    readonly got: string;
    readonly confidence: number;
  }[];
  readonly latencyMs: { readonly p50: number; readonly p95: number };
}

const TOP = 3;
const LISTED = 10;
const PRECISION = 0.95;
/** What stands for "no agent" in confusions. */
const NOBODY = "(nobody)";

interface Answered {
  readonly item: LabelledRequest;
  readonly route: Route;
  /** The agent that leads, or would if the bot had to choose. */
  readonly best: string;
  readonly isRight: boolean;
}

/** Routes every item, one after the other, and measures the answers against the labels. */
export async function evaluateRouter(router: Router, items: readonly LabelledRequest[]): Promise<Evaluation> {
  const answered: Answered[] = [];
  for (const item of items) {
    const context = item.inTaskThread === undefined ? {} : { inTaskThread: item.inTaskThread };
    answered.push(toAnswered(item, await router.route(item.text, context)));
  }
  const work = answered.filter(({ item }) => item.primary !== null);
  const outOfScope = answered.filter(
    ({ item }) => item.primary === null && (item.frontDoor ?? "work") === "work",
  );
  const sets = work.map(toSetScores);
  const judged = [...work, ...outOfScope].filter(({ route }) => route.frontDoor === "work").map(toJudged);
  const coverage = coverageAtPrecision(judged, PRECISION);
  const latencies = answered.map(({ route }) => route.ms);
  return {
    items: items.length,
    work: work.length,
    outOfScope: outOfScope.length,
    top1: share(work, ({ isRight }) => isRight),
    top1Exact: share(work, ({ item, best }) => best === item.primary),
    top3: share(work, isAmongTop),
    setF1: mean(sets.map(({ f1 }) => f1)),
    setJaccard: mean(sets.map(({ jaccard }) => jaccard)),
    complexityAccuracy: share(
      work.filter(({ item }) => item.complexity !== undefined),
      ({ item, route }) => item.complexity === route.complexity,
    ),
    frontDoorAccuracy: share(
      answered.filter(({ item }) => item.frontDoor !== undefined),
      ({ item, route }) => item.frontDoor === route.frontDoor,
    ),
    outOfScopeRecall: share(outOfScope, ({ route }) => isTurnedAway(route)),
    falseRejection: share(work, ({ route }) => isTurnedAway(route)),
    bands: bandsOf(work),
    routedPrecision: share(
      [...work, ...outOfScope].filter(({ route }) => route.primary !== null),
      ({ isRight }) => isRight,
    ),
    coverageAt95: work.length === 0 ? null : coverage.right / work.length,
    confidenceFor95: coverage.confidence,
    calibrationError: expectedCalibrationError(judged),
    confusions: confusionsOf([...work, ...outOfScope]),
    worst: worstOf([...work, ...outOfScope]),
    latencyMs: { p50: percentile(latencies, 0.5), p95: percentile(latencies, 0.95) },
  };
}

function toAnswered(item: LabelledRequest, route: Route): Answered {
  const best = route.primary ?? route.alternatives[0]?.agent ?? NOBODY;
  return { item, route, best, isRight: item.primary !== null && isAcceptable(item, best) };
}

function isAcceptable({ primary, acceptable }: LabelledRequest, agent: string): boolean {
  return agent === primary || acceptable.includes(agent);
}

function isAmongTop({ item, route, isRight }: Answered): boolean {
  return isRight || route.alternatives.slice(0, TOP).some(({ agent }) => isAcceptable(item, agent));
}

function isTurnedAway(route: Route): boolean {
  return route.frontDoor !== "work" || route.band === "decline";
}

function toSetScores({ item, route, best, isRight }: Answered): { f1: number; jaccard: number } {
  const expected = [isRight ? best : (item.primary ?? ""), ...item.support];
  return setScores(new Set([best, ...route.support.map(({ agent }) => agent)]), new Set(expected));
}

function toJudged({ route, isRight }: Answered): Judged {
  return { confidence: route.confidence, isRight };
}

function bandsOf(work: readonly Answered[]): Evaluation["bands"] {
  const count = (isIt: (route: Route) => boolean): number => share(work, ({ route }) => isIt(route)) ?? 0;
  return {
    route: count((route) => route.primary !== null),
    ask: count((route) => route.primary === null && !isTurnedAway(route)),
    decline: count(isTurnedAway),
  };
}

function confusionsOf(answered: readonly Answered[]): Evaluation["confusions"] {
  const counts = new Map<string, { expected: string; got: string; count: number }>();
  for (const { item, route, best, isRight } of answered) {
    const got = item.primary === null && isTurnedAway(route) ? NOBODY : best;
    const expected = item.primary ?? NOBODY;
    if (isRight || got === expected) continue;
    const entry = counts.get(`${expected} ${got}`) ?? { expected, got, count: 0 };
    entry.count += 1;
    counts.set(`${expected} ${got}`, entry);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, LISTED);
}

function worstOf(answered: readonly Answered[]): Evaluation["worst"] {
  return answered
    .filter(({ item, route, isRight }) => (item.primary === null ? !isTurnedAway(route) : !isRight))
    .sort((a, b) => b.route.confidence - a.route.confidence)
    .slice(0, LISTED)
    .map(({ item, route, best }) => ({
      text: item.text,
      expected: item.primary ?? NOBODY,
      got: best,
      confidence: route.confidence,
    }));
}

function share<Item>(items: readonly Item[], isIt: (item: Item) => boolean): number | null {
  return mean(items.map((item) => (isIt(item) ? 1 : 0)));
}
