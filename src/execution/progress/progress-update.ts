/** What a running agent lets people see. */
export type ProgressUpdate =
  /** Something was done, in a few words. */
  | { readonly kind: "step"; readonly text: string; readonly isError?: boolean }
  /** The model writes; pieces of one turn follow each other. */
  | { readonly kind: "text"; readonly piece: string }
  /** What the model wrote so far in this turn counts no longer: the turn is over, or is done again. */
  | { readonly kind: "turn" }
  /** The last words: what was done in all. `isInResult`: its result says so too, so that alone they are nothing to show. */
  | { readonly kind: "summary"; readonly text: string; readonly isInResult?: boolean };
