import type { RankedAgent } from "./component-prior.ts";
import type { Complexity, NearestExample, PriorityEstimate } from "./route.ts";

export type { NearestExample, PriorityEstimate } from "./route.ts";

/** What a model makes of one text. What a model cannot tell it leaves out. */
export interface Judgement {
  /** Every agent with its probability, given that the text is work; best first, equal ones by id. */
  readonly agents: readonly RankedAgent[];
  /** Unnormalised log-probability of each front-door label (`out_of_scope` too) and of `work`. */
  readonly frontDoor: ReadonlyMap<string, number>;
  /** False when the model knows nothing in the text: then the rest means nothing. */
  readonly isReadable: boolean;
  /** Probability that an agent is needed beside the primary, by agent. */
  readonly support?: ReadonlyMap<string, number>;
  readonly complexity?: ReadonlyMap<Complexity, number>;
  readonly priority?: PriorityEstimate;
  /** Best first. */
  readonly nearest?: readonly NearestExample[];
}

/** Judges a text; never rejects for any text. */
export type Judge = (text: string) => Promise<Judgement>;
