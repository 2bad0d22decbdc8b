import { normaliseText, tokenise } from "./tokenise.ts";

/**
 * A text as sparse counts of hashed features: word 1-2-grams and character 2-5-grams inside words. 32-bit hashes
 * instead of strings keep a message below a tenth of a millisecond; among the tens of thousands of features of a
 * training set a collision is a rarity that costs nothing.
 */
export interface FeatureCounts {
  /** Feature hash to number of occurrences. */
  readonly words: ReadonlyMap<number, number>;
  readonly chars: ReadonlyMap<number, number>;
  /** Words in the text, placeholders not counted. */
  readonly wordCount: number;
}

/** Sparse vector: feature indices of a feature space, each once, and their values. */
export interface SparseVector {
  readonly indices: Uint32Array;
  readonly values: Float64Array;
}

const MIN_CHARS = 2;
const MAX_CHARS = 5;
const MAX_CHAR_GRAM_WORD = 24;
const WORD_SEED = 0x811c9dc5;
const PAIR_SEED = 0x2f0b4c47;
const CHAR_SEED = 0x1b873593;
const EDGE = 0x20;

/** Counts the features of a text; never throws, nothing is found in an empty text. */
export function countFeatures(text: string): FeatureCounts {
  const words = new Map<number, number>();
  const chars = new Map<number, number>();
  let previous: number | undefined;
  let wordCount = 0;
  for (const token of tokenise(normaliseText(text))) {
    const hash = hashString(token.text, WORD_SEED);
    increment(words, hash);
    if (previous !== undefined) increment(words, mix(PAIR_SEED ^ previous, hash));
    previous = hash;
    if (token.isPlaceholder) continue;
    wordCount += 1;
    countCharGrams(token.text, chars);
  }
  return { words, chars, wordCount };
}

/** Every run of 2 to 5 characters of the word with one blank at each end; a bare blank pair cannot occur. */
function countCharGrams(word: string, chars: Map<number, number>): void {
  const length = Math.min(word.length, MAX_CHAR_GRAM_WORD) + 2;
  for (let start = 0; start < length - 1; start += 1) {
    let hash = CHAR_SEED;
    const end = Math.min(length, start + MAX_CHARS);
    for (let at = start; at < end; at += 1) {
      const code = at === 0 || at === length - 1 ? EDGE : word.charCodeAt(at - 1);
      hash = Math.imul(hash ^ code, 0x01000193);
      if (at - start + 1 >= MIN_CHARS) increment(chars, mix(hash, at - start));
    }
  }
}

function increment(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function hashString(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mix(hash, text.length);
}

/** Final avalanche (the finaliser of MurmurHash3), so that short grams spread over all 32 bits. */
function mix(hash: number, extra: number): number {
  let mixed = hash ^ Math.imul(extra + 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  // Signed on purpose: a key of at most 31 bits and a sign is stored without allocation.
  return mixed ^ (mixed >>> 16);
}

/** What a fitted feature space knows: feature hashes by index and the weight of each. */
export interface FeatureSpace {
  /** `hashes[index]`; the first `wordCount` are words, the rest characters. */
  readonly hashes: Int32Array;
  readonly wordCount: number;
  /** Inverse document frequency by index. */
  readonly idf: Float32Array;
  /** Inverse document frequency of a feature that no training text has; it only adds length, never a value. */
  readonly unseenIdf: number;
}

/** Share of a vector's squared length that the word features get; the characters get the rest. */
export const WORD_SHARE = 0.5;

/** Learns vocabulary and inverse document frequencies from training texts. */
export function fitFeatureSpace(texts: readonly FeatureCounts[], minDocuments = 1): FeatureSpace {
  const words = documentCounts(texts, (text) => text.words, minDocuments);
  const chars = documentCounts(texts, (text) => text.chars, minDocuments);
  const all = [...words, ...chars];
  return {
    hashes: Int32Array.from(all, ([hash]) => hash),
    wordCount: words.length,
    idf: Float32Array.from(all, ([, count]) => inverseFrequency(texts.length, count)),
    unseenIdf: inverseFrequency(texts.length, 0),
  };
}

function documentCounts(
  texts: readonly FeatureCounts[],
  pick: (text: FeatureCounts) => ReadonlyMap<number, number>,
  minDocuments: number,
): [number, number][] {
  const counts = new Map<number, number>();
  for (const text of texts) for (const hash of pick(text).keys()) increment(counts, hash);
  return [...counts].filter(([, count]) => count >= minDocuments).sort(([a], [b]) => a - b);
}

/** Smoothed as if one more document held every feature. */
export function inverseFrequency(documents: number, count: number): number {
  return Math.log((1 + documents) / (1 + count)) + 1;
}

/** Turns counts into unit vectors of one feature space; built once, used for every message. */
export type Vectoriser = (counts: FeatureCounts) => SparseVector;

/**
 * Sublinear term frequency times inverse document frequency, each block (words, characters) brought to a fixed
 * share of the unit length. Unseen features lengthen a block before that, so a text of foreign words gets small
 * values and with them a low confidence.
 */
export function createVectoriser(space: FeatureSpace): Vectoriser {
  const wordIndex = new Map<number, number>();
  const charIndex = new Map<number, number>();
  space.hashes.forEach((hash, index) => (index < space.wordCount ? wordIndex : charIndex).set(hash, index));
  return (counts) => {
    const room = counts.words.size + counts.chars.size;
    const vector = { indices: new Uint32Array(room), values: new Float64Array(room) };
    const words = addBlock(vector, {
      counts: counts.words,
      index: wordIndex,
      space,
      share: WORD_SHARE,
      from: 0,
    });
    const end = addBlock(vector, {
      counts: counts.chars,
      index: charIndex,
      space,
      share: 1 - WORD_SHARE,
      from: words,
    });
    return { indices: vector.indices.subarray(0, end), values: vector.values.subarray(0, end) };
  };
}

interface Block {
  readonly counts: ReadonlyMap<number, number>;
  readonly index: ReadonlyMap<number, number>;
  readonly space: FeatureSpace;
  readonly share: number;
  /** The first free place in the vector. */
  readonly from: number;
}

/** Appends one block and returns the first free place behind it. */
function addBlock(vector: SparseVector, { counts, index, space, share, from }: Block): number {
  let end = from;
  let squares = 0;
  for (const [hash, count] of counts) {
    const at = index.get(hash);
    const value = (1 + Math.log(count)) * (at === undefined ? space.unseenIdf : (space.idf[at] ?? 0));
    squares += value * value;
    if (at === undefined) continue;
    vector.indices[end] = at;
    vector.values[end] = value;
    end += 1;
  }
  const scale = squares === 0 ? 0 : Math.sqrt(share / squares);
  for (let place = from; place < end; place += 1) vector.values[place] = (vector.values[place] ?? 0) * scale;
  return end;
}
