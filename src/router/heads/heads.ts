import type { Bands } from "../judging.ts";
import type { Complexity } from "../route.ts";
import type { FrontDoorLabel } from "../training-lines.ts";

/** A linear function for each class: `score = weights · features / temperature`. */
export interface LinearHead {
  /** `class * featureCount + feature`; the last feature is always 1. */
  readonly weights: Float64Array;
  /** Above 1 makes the answers less sure. */
  readonly temperature: number;
}

/** Everything that is fitted on top of the encoder. */
export interface Heads {
  /** Of the encoder whose vectors the heads were fitted on; those of another mean nothing here. */
  readonly encoderId: string;
  /** Numbers in a vector of the encoder. */
  readonly width: number;
  /** Classes of `primary` and `support`, sorted by id. */
  readonly agents: readonly string[];
  /** Classes `DOORS`. */
  readonly door: LinearHead;
  readonly primary: LinearHead;
  /** Each agent for itself: is it needed beside the primary? */
  readonly support?: LinearHead;
  /** Classes `COMPLEXITIES`. */
  readonly complexity?: LinearHead;
  /** Values, in the order of `PRIORITY_TERMS`. */
  readonly priority?: LinearHead;
}

export type HeadName = "door" | "primary" | "support" | "complexity" | "priority";

/** How much each of two judges says: their log-probabilities are multiplied by these and added. */
export interface BlendWeights {
  readonly heads: number;
  readonly linear: number;
}

/** What was measured on requests that neither encoder nor heads had seen; holds for refits on the same encoder. */
export interface HeadsTuning {
  readonly agents: BlendWeights;
  readonly door: BlendWeights;
  readonly bands: Bands;
}

export const DOORS = [
  "social",
  "meta",
  "status",
  "command",
  "follow_up",
  "out_of_scope",
  "work",
] as const satisfies readonly (FrontDoorLabel | "work")[];
export const COMPLEXITIES = ["simple", "medium", "high", "critical"] as const satisfies readonly Complexity[];
export const PRIORITY_TERMS = ["urgency", "impact", "dependencies", "risk"] as const;

/** The largest value of each priority term; the smallest is 1 (seed: rules.yaml#priority_formula). */
export const PRIORITY_MOST = { urgency: 5, impact: 5, dependencies: 3, risk: 5 } as const;
