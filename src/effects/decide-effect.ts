import type { Changes } from "../store/store.ts";
import type { Effect } from "./effect.ts";
import { effectChange, effectEvent } from "./effect-store.ts";
import type { StoredEffect } from "./effect-store.ts";
import { hashArguments } from "./hash-arguments.ts";

export interface Decision {
  readonly accepted: boolean;
  /** `platform:userId`. */
  readonly by: string;
  readonly name: string;
  readonly nowMs: number;
  readonly reason?: string;
}

export type Decided =
  | {
      readonly ok: true;
      readonly effect: Effect;
      readonly changes: Required<Pick<Changes, "documents" | "events">>;
    }
  /** Why it cannot be decided, for people. */
  | { readonly ok: false; readonly why: string };

function change(found: StoredEffect, next: Effect, decision: Decision): Decided {
  const type = next.state === "approved" ? "effect.approved" : "effect.refused";
  return {
    ok: true,
    effect: next,
    changes: {
      documents: [effectChange(next, found.stored)],
      events: [effectEvent(type, next, decision.by)],
    },
  };
}

/**
 * What a person's word does to an effect: the approval is for the hash of what was shown. One that is unsure is tried
 * again, or left as it is.
 */
export function decideEffect(found: StoredEffect, decision: Decision): Decided {
  const { effect } = found;
  const { accepted, by, name, nowMs, reason } = decision;
  if (effect.state !== "proposed" && effect.state !== "unsure")
    return { ok: false, why: `\`${effect.id}\` of **${effect.taskId}** is ${effect.state} already.` };
  if (effect.state === "proposed" && nowMs > effect.expiresMs)
    return { ok: false, why: `\`${effect.id}\` of **${effect.taskId}** has expired.` };
  if (hashArguments(effect.tool, effect.args) !== effect.hash)
    return { ok: false, why: `\`${effect.id}\` is not what was proposed any more. It cannot be approved.` };
  const decided = { ...effect, decision: { by, name, atMs: nowMs, hash: effect.hash } };
  if (accepted) {
    const attempt = effect.state === "unsure" ? effect.attempt + 1 : effect.attempt;
    return change(found, { ...decided, state: "approved", attempt }, decision);
  }
  const text = reason === undefined || reason === "" ? `${name} said no.` : `${name}: ${reason}`;
  const state = effect.state === "unsure" ? "failed" : "refused";
  return change(found, { ...decided, state, outcome: { text } }, decision);
}
