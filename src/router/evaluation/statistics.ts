/** The average; null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of the items that the claim holds for, 0 to 1; null of nothing. */
export function share<Item>(items: readonly Item[], isIt: (item: Item) => boolean): number | null {
  return mean(items.map((item) => (isIt(item) ? 1 : 0)));
}

/** Nearest-rank percentile, `rank` in 0..1; 0 of nothing. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * rank) - 1))] ?? 0;
}
