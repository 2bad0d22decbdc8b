import type { CalibrationBin } from "./calibration-bins.ts";
import type { Confusion, ConfusionMatrix } from "./confusion.ts";
import type { PriorityErrors } from "./priority-errors.ts";

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
  /** At most one level off. */
  readonly complexityWithinOne: number | null;
  readonly priorityErrors: PriorityErrors;
  /** Over all items with a front-door label. */
  readonly frontDoorAccuracy: number | null;
  /** Share of out-of-scope items that were not handed to an agent and not asked about. */
  readonly outOfScopeRecall: number | null;
  /** Share of work items that were neither routed nor asked about. */
  readonly falseRejection: number | null;
  /** Share of out-of-scope items under the threshold on the probability of work that costs 3 % of the work items. */
  readonly outOfScopeRecallAt3: number | null;
  readonly workProbabilityFor3: number | null;
  /** Probability that a work item is held to be likelier work than an out-of-scope one. */
  readonly outOfScopeRanking: number | null;
  /** What became of the work items, and how many of the routed ones went to the right agent. */
  readonly bands: { readonly route: number; readonly ask: number; readonly decline: number };
  readonly routedPrecision: number | null;
  /**
   * Largest share of work items that can be routed to a right agent such that 95 % of all that is routed, nobody's
   * included, is right; and the confidence from which on that is so.
   */
  readonly coverageAt95: number | null;
  readonly confidenceFor95: number | null;
  /** Expected calibration error over ten bins of equal width, and over ten of equal size. */
  readonly calibrationError: number | null;
  readonly calibrationErrorEqualMass: number | null;
  readonly reliability: {
    readonly equalWidth: readonly CalibrationBin[];
    readonly equalMass: readonly CalibrationBin[];
  };
  /** The mistakes made most often. */
  readonly confusions: readonly Confusion[];
  /** Over work and out-of-scope items. */
  readonly confusionMatrix: ConfusionMatrix;
  /** Wrong answers, the surest first. */
  readonly worst: readonly WrongAnswer[];
  /** `first` is the first call, which may have to warm up; the others are without it. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly first: number };
}

export interface WrongAnswer {
  readonly text: string;
  readonly expected: string;
  readonly got: string;
  readonly confidence: number;
}
