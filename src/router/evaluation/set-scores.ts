/** How well one set of names meets another, each in 0..1. Two empty sets agree fully. */
export function setScores(
  got: ReadonlySet<string>,
  expected: ReadonlySet<string>,
): { readonly f1: number; readonly jaccard: number } {
  const shared = [...got].filter((entry) => expected.has(entry)).length;
  const union = got.size + expected.size - shared;
  if (union === 0) return { f1: 1, jaccard: 1 };
  return { f1: (2 * shared) / (got.size + expected.size), jaccard: shared / union };
}
