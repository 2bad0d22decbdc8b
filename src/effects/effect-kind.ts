import type { Effect, EffectOutcome } from "./effect.ts";

/** Whether an effect took place, as far as the other side can tell. */
export type Trace =
  { readonly kind: "done"; readonly outcome: EffectOutcome } | { readonly kind: "absent" | "unknown" };

/** How effects of one tool are carried out. */
export interface EffectKind {
  readonly tool: string;
  /** After this long nothing of a try goes on any more. */
  readonly limitMs: number;
  /**
   * Carries it out with its arguments. Rejects with `effect.failed` when it is surely over without success and
   * trying again would not help; with anything else it may have taken place.
   */
  perform(effect: Effect, signal: AbortSignal): Promise<EffectOutcome>;
  /** Looks whether it took place already; "unknown" where nobody can see that. */
  findTrace(effect: Effect, signal: AbortSignal): Promise<Trace>;
}
