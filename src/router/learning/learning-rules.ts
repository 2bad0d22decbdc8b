/** How far people's labels are trusted, and what a refit must hold to. Shares and probabilities in 0..1. */
export interface LearningRules {
  /** Requests that count of what one person labels in a day of UTC; maintainers are not counted. */
  readonly perPersonPerDay: number;
  /** Probability from which a guess of the router is not overruled by one person alone. */
  readonly sureAt: number;
  /** Requests that count on one person's word alone, by how well the person is known. */
  readonly alone: { readonly newcomer: number; readonly known: number };
  /** Somebody is known once their first label is this old and others have agreed with them this often. */
  readonly knownAfter: { readonly days: number; readonly agreed: number };
  /** One person backs at most `most` of all local examples; below `free` examples nobody is held to it. */
  readonly share: { readonly most: number; readonly free: number };
  /** Local examples in all; the newest stay. */
  readonly maxExamples: number;
  readonly accept: AcceptanceRules;
}

/** When a refitted router counts as no worse than another one. */
export interface AcceptanceRules {
  /** Probability that losing so many more items than were gained is chance; below it, it is none. */
  readonly alpha: number;
  /** Share of the items that may be lost, net, whatever chance says. */
  readonly maxLoss: number;
  /** Share of the items that may be routed right no longer without a question, or be routed wrong now, net. */
  readonly maxShift: number;
}
