import fc from "fast-check";
import { expect, test } from "vitest";
import type { SparseVector } from "../../src/router/text-features.ts";
import { countFeatures, createVectoriser, fitFeatureSpace } from "../../src/router/text-features.ts";

function countsOf(text: string): { words: number; chars: number; wordCount: number } {
  const { words, chars, wordCount } = countFeatures(text);
  return { words: total(words), chars: total(chars), wordCount };
}

function total(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function lengthOf({ values }: SparseVector): number {
  return Math.hypot(...values);
}

test("words give single words and pairs, and runs of two to five characters with one blank around", () => {
  // " ab ": ab has 4 characters with blanks: 3 pairs, 2 triples, 1 run of four.
  expect(countsOf("ab")).toEqual({ words: 1, chars: 6, wordCount: 1 });
  expect(countsOf("ab ab ab")).toEqual({ words: 3 + 2, chars: 18, wordCount: 3 });
});

test("placeholders count as words but have no characters", () => {
  expect(countsOf("12 34")).toEqual({ words: 2 + 1, chars: 0, wordCount: 0 });
});

test("the same pair in the other order is another feature", () => {
  const [a, b] = ["fix test", "test fix"].map((text) => [...countFeatures(text).words.keys()]);
  const shared = a?.filter((hash) => b?.includes(hash));

  expect(shared).toHaveLength(2);
});

test("a text of known features has length one, unknown features shorten the rest", () => {
  const known = countFeatures("the allocator test fails");
  const vectorise = createVectoriser(fitFeatureSpace([known, countFeatures("write the docs")]));

  expect(lengthOf(vectorise(known))).toBeCloseTo(1, 6);
  const half = lengthOf(vectorise(countFeatures("the allocator zzzqqq xxxyyy vvvwww")));
  expect(half).toBeGreaterThan(0.1);
  expect(half).toBeLessThan(0.9);
  expect(lengthOf(vectorise(countFeatures("ъъъ")))).toBe(0);
});

test("a rare word weighs more than a common one", () => {
  const texts = ["fix rare", "fix one", "fix two", "fix three"].map(countFeatures);
  const space = fitFeatureSpace(texts);
  const hashOf = (word: string): number => [...countFeatures(word).words.keys()][0] ?? 0;
  const idfOf = (word: string): number => space.idf[space.hashes.indexOf(hashOf(word))] ?? 0;

  expect(idfOf("rare")).toBeGreaterThan(idfOf("fix"));
  expect(space.unseenIdf).toBeGreaterThan(idfOf("rare"));
});

test("any text whatsoever gives a vector no longer than one, with each feature once", () => {
  const vectorise = createVectoriser(
    fitFeatureSpace(["the build fails in src/a.rs", "write docs"].map(countFeatures)),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const { indices, values } = vectorise(countFeatures(text));

      expect(new Set(indices).size).toBe(indices.length);
      expect(values.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
      expect(Math.hypot(...values)).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});
