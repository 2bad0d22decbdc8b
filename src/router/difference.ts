import { groupBy } from "./group-by.ts";

/** What one list has otherwise than an earlier one. */
export interface Difference<Item> {
  /** Indices of the new list. */
  readonly kept: readonly number[];
  /** Indices of the new list. */
  readonly added: readonly number[];
  /** Of the earlier list. */
  readonly removed: readonly Item[];
}

/** Items are compared by their JSON; one that changed counts as removed and added, and order makes no difference. */
export function findDifference<Item>(earlier: readonly Item[], now: readonly Item[]): Difference<Item> {
  const left = groupBy(earlier, (item) => JSON.stringify(item));
  const kept: number[] = [];
  const added: number[] = [];
  for (const [index, item] of now.entries()) {
    const found = left.get(JSON.stringify(item))?.pop();
    (found === undefined ? added : kept).push(index);
  }
  return { kept, added, removed: [...left.values()].flat() };
}

/** Above this share of the earlier list, what was fitted on it says too little about the new one. */
const MOST_CHANGED = 0.2;

/** Whether going on from what was fitted on the earlier list is worth it. */
export function isSmall({ kept, added, removed }: Difference<unknown>): boolean {
  return added.length + removed.length <= MOST_CHANGED * (kept.length + removed.length);
}
