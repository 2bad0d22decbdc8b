import type { DenseRows } from "./dense-kernels.ts";

/** Beside the vector: how long the text is, and the constant that carries the bias. */
const EXTRA_FEATURES = 2;

/** A vector has length 1 however much is asked for, but long requests are seldom simple ones. */
const USUAL_LOG_WORDS = 2.5;
const LENGTH_WEIGHT = 0.3;

/** Numbers in a row of features for an encoder's vectors. */
export function featureCountOf(width: number): number {
  return width + EXTRA_FEATURES;
}

/** Writes what the heads see of a text to `row`: its vector times `scale` (1), its length, and 1. */
// oxlint-disable-next-line max-params -- called for each of many texts
export function writeFeatures(row: Float64Array, vector: ArrayLike<number>, text: string, scale = 1): void {
  // In single precision, whatever form the vector comes in: the same text gives the same features.
  for (let at = 0; at < vector.length; at += 1) row[at] = Math.fround((vector[at] ?? 0) * scale);
  row[row.length - 2] = LENGTH_WEIGHT * (Math.log1p(countWords(text)) - USUAL_LOG_WORDS);
  row[row.length - 1] = 1;
}

function countWords(text: string): number {
  return text.match(/\S+/gu)?.length ?? 0;
}

/** The chosen rows in a new array. */
export function pickRows({ values, width }: DenseRows, chosen: readonly number[]): DenseRows {
  const picked = new Float64Array(chosen.length * width);
  for (const [at, row] of chosen.entries()) {
    picked.set(values.subarray(row * width, (row + 1) * width), at * width);
  }
  return { values: picked, count: chosen.length, width };
}
