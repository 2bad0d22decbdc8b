import { inverseFrequency, type FeatureCounts, type FeatureSpace } from "./text-features.ts";

export interface ExtendedSpace {
  readonly space: FeatureSpace;
  /** By feature of the earlier space, its index in this one. */
  readonly moved: Uint32Array;
}

/** A feature that occurs in one text only is chance. */
const LEAST_TEXTS = 2;

/** A space that knows the features of further texts too; what it knew keeps its weight. `documents`: texts in all. */
export function extendFeatureSpace(
  space: FeatureSpace,
  texts: readonly FeatureCounts[],
  documents: number,
): ExtendedSpace {
  const { hashes, wordCount } = space;
  const words = addedTo(hashes.subarray(0, wordCount), texts, ({ words: counts }) => counts);
  const chars = addedTo(hashes.subarray(wordCount), texts, ({ chars: counts }) => counts);
  const idfOf = ([, count]: readonly [number, number]): number => inverseFrequency(documents, count);
  return {
    space: {
      hashes: Int32Array.from([
        ...hashes.subarray(0, wordCount),
        ...words.map(([hash]) => hash),
        ...hashes.subarray(wordCount),
        ...chars.map(([hash]) => hash),
      ]),
      idf: Float32Array.from([
        ...space.idf.subarray(0, wordCount),
        ...words.map(idfOf),
        ...space.idf.subarray(wordCount),
        ...chars.map(idfOf),
      ]),
      wordCount: wordCount + words.length,
      unseenIdf: space.unseenIdf,
    },
    moved: Uint32Array.from(hashes, (_, at) => (at < wordCount ? at : at + words.length)),
  };
}

/** Features that the space lacks, with the number of texts that have them. */
function addedTo(
  known: Int32Array,
  texts: readonly FeatureCounts[],
  pick: (text: FeatureCounts) => ReadonlyMap<number, number>,
): (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const text of texts)
    for (const hash of pick(text).keys()) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  for (const hash of known) counts.delete(hash);
  return [...counts].filter(([, count]) => count >= LEAST_TEXTS).sort(([a], [b]) => a - b);
}
