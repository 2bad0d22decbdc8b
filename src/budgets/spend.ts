import { z } from "zod";
import type { BudgetScope, BudgetUnit } from "../config/budgets-config.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "spend";

const amount = z.number().nonnegative().default(0);

/** What was used in a day. Of the tokens, `estimatedTokens` were guessed because a model's server gave no figures. */
export const Spend = z.object({
  tokens: amount,
  estimatedTokens: amount,
  money: amount,
  gpuMinutes: amount,
});
export type Spend = z.infer<typeof Spend>;

export const NO_SPEND: Spend = { tokens: 0, estimatedTokens: 0, money: 0, gpuMinutes: 0 };

/** By `scope/name`. */
const SpendDay = z.record(z.string(), Spend);
export type SpendDay = z.infer<typeof SpendDay>;

/** Something that is counted, such as the tokens of one person. */
export interface Counter {
  readonly scope: BudgetScope;
  readonly name: string;
  readonly what: BudgetUnit;
}

export function payerKey({ scope, name }: Pick<Counter, "scope" | "name">): string {
  return `${scope}/${name}`;
}

export function addSpend(a: Spend, b: Spend): Spend {
  return {
    tokens: a.tokens + b.tokens,
    estimatedTokens: a.estimatedTokens + b.estimatedTokens,
    money: a.money + b.money,
    gpuMinutes: a.gpuMinutes + b.gpuMinutes,
  };
}

export interface StoredDay {
  readonly spend: SpendDay;
  /** As it stands in the store, for compare-and-set; `null` where there is none. */
  readonly stored: string | null;
}

/** `day`: YYYY-MM-DD. */
export async function readSpendDay(day: string, { documents }: Pick<Store, "documents">): Promise<StoredDay> {
  const stored = await documents.get(KIND, day);
  return stored === undefined
    ? { spend: {}, stored: null }
    : { spend: parseStored(SpendDay, stored, `docs:${KIND} ${day}`), stored };
}

/** All days that are kept. */
export async function readSpendDays({ documents }: Pick<Store, "documents">): Promise<string[]> {
  return [...(await documents.list(KIND)).keys()];
}

export function spendChange(day: string, spend: SpendDay, before: string | null): DocumentChange {
  return { kind: KIND, id: day, value: JSON.stringify(spend), expected: before };
}

export function spendRemoval(day: string): DocumentChange {
  return { kind: KIND, id: day, value: null };
}
