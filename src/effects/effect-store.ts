import type { NewEvent } from "../events/event.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import { Effect } from "./effect.ts";

const KIND = "effects";

type Documents = Pick<Store, "documents">;

export interface StoredEffect {
  readonly effect: Effect;
  /** As it stands in the store, for compare-and-set. */
  readonly stored: string;
}

function documentId({ taskId, id }: Pick<Effect, "taskId" | "id">): string {
  return `${taskId}.${id}`;
}

export async function readEffect(
  ref: Pick<Effect, "taskId" | "id">,
  { documents }: Documents,
): Promise<StoredEffect | undefined> {
  const stored = await documents.get(KIND, documentId(ref));
  return stored === undefined ? undefined : { effect: Effect.parse(JSON.parse(stored)), stored };
}

/** All that are known, by task and in the order of their proposal. */
export async function listEffects({ documents }: Documents): Promise<StoredEffect[]> {
  const all = [...(await documents.list(KIND)).values()];
  return all
    .map((stored) => ({ stored, effect: Effect.parse(JSON.parse(stored)) }))
    .sort(
      (a, b) =>
        a.effect.proposedMs - b.effect.proposedMs ||
        Number(a.effect.id.slice(1)) - Number(b.effect.id.slice(1)),
    );
}

export async function effectsOf(taskId: string, store: Documents): Promise<StoredEffect[]> {
  return (await listEffects(store)).filter(({ effect }) => effect.taskId === taskId);
}

/** The change that stores an effect, if it is still what was read (`null`: not there). */
export function effectChange(effect: Effect, expected: string | null): DocumentChange {
  return { kind: KIND, id: documentId(effect), value: JSON.stringify(effect), expected };
}

export function dropEffect(effect: Effect, expected: string): DocumentChange {
  return { kind: KIND, id: documentId(effect), value: null, expected };
}

type EffectEvent = Extract<NewEvent["type"], `effect.${string}`>;

/** The entry of the audit: which effect, of which arguments, by whom. */
export function effectEvent(type: EffectEvent, effect: Effect, by?: string): NewEvent {
  const { id, taskId, tool, hash, attempt, cost, proposedBy: agent } = effect;
  // Only what took place is charged.
  const spent = type === "effect.done" && cost !== undefined ? { agent, cost: cost.amount } : {};
  const who = by === undefined ? {} : { by };
  return { type, taskId, data: { effect: id, tool, hash, attempt, ...who, ...spent } };
}
