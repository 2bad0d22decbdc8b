import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import { payerKey } from "./spend.ts";
import type { Counter } from "./spend.ts";

const KIND = "budget";

/** What happened to one budget on one day: who was told, and what people decided. */
const BudgetState = z.object({
  isWarned: z.boolean().default(false),
  /** In the place of the configured limit, for the day. */
  limit: z.number().positive().optional(),
  /** Somebody let it go on for the day, however much that is. */
  isOpen: z.boolean().default(false),
  /** Tasks whose threads were asked at the present limit. */
  asked: z.array(z.string()).default([]),
});
export type BudgetState = z.infer<typeof BudgetState>;

const NEW: BudgetState = { isWarned: false, isOpen: false, asked: [] };

export interface StoredBudget {
  readonly state: BudgetState;
  readonly stored: string | null;
}

/** How people and choices name a budget: `user/ana/tokens`. */
export function budgetKey(counter: Counter): string {
  return `${payerKey(counter)}/${counter.what}`;
}

function documentId(counter: Counter, day: string): string {
  return `${day}/${budgetKey(counter)}`;
}

export async function readBudget(
  counter: Counter,
  day: string,
  { documents }: Pick<Store, "documents">,
): Promise<StoredBudget> {
  const id = documentId(counter, day);
  const stored = await documents.get(KIND, id);
  return stored === undefined
    ? { state: NEW, stored: null }
    : { state: parseStored(BudgetState, stored, `docs:${KIND} ${id}`), stored };
}

export function budgetChange(
  place: { readonly counter: Counter; readonly day: string },
  state: BudgetState,
  before: string | null,
): DocumentChange {
  const id = documentId(place.counter, place.day);
  return { kind: KIND, id, value: JSON.stringify(state), expected: before };
}

/** Removes what is known of the days before. */
export async function oldBudgets(
  day: string,
  { documents }: Pick<Store, "documents">,
): Promise<DocumentChange[]> {
  const ids = [...(await documents.list(KIND)).keys()].filter((id) => id.slice(0, day.length) < day);
  return ids.map((id) => ({ kind: KIND, id, value: null }));
}
