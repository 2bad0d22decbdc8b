import { isTurnedAway, isWork, NOBODY, type AnsweredItem } from "./answered-item.ts";

/** One kind of mistake. */
export interface Confusion {
  readonly expected: string;
  readonly got: string;
  readonly count: number;
}

/** All answers: `counts[row][column]` items that belong to `labels[row]` got `labels[column]`. */
export interface ConfusionMatrix {
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** An answer as confusions count it: an acceptable agent counts as the primary, turning away as nobody where right. */
function toPair(answered: AnsweredItem): { readonly expected: string; readonly got: string } {
  const expected = answered.item.primary ?? NOBODY;
  if (answered.isRight) return { expected, got: expected };
  return { expected, got: !isWork(answered) && isTurnedAway(answered) ? NOBODY : answered.best };
}

/** The mistakes made most often, with how often. */
export function confusionsOf(answered: readonly AnsweredItem[], atMost: number): Confusion[] {
  const counts = new Map<string, Confusion>();
  for (const { expected, got } of answered.map(toPair)) {
    if (got === expected) continue;
    const key = JSON.stringify([expected, got]);
    counts.set(key, { expected, got, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, atMost);
}

/** The whole matrix over all agents that were expected or answered, by name, nobody last. */
export function confusionMatrixOf(answered: readonly AnsweredItem[]): ConfusionMatrix {
  const pairs = answered.map(toPair);
  const named = new Set(pairs.flatMap(({ expected, got }) => [expected, got]));
  const hasNobody = named.delete(NOBODY);
  const labels = [...[...named].sort(), ...(hasNobody ? [NOBODY] : [])];
  const counts = labels.map(() => labels.map(() => 0));
  for (const { expected, got } of pairs) {
    const row = counts[labels.indexOf(expected)];
    const column = labels.indexOf(got);
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return { labels, counts };
}
