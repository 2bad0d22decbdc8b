import type { SparseVector } from "./text-features.ts";

/**
 * Linear weights as one byte each: a quarter of the memory and of the cache file, and small enough for a
 * processor's cache. A fresh fit uses them too, so that a loaded model answers exactly as the fitted one did.
 */
export interface QuantisedWeights {
  /** At `feature * problemCount + problem`, in units of the problem's scale. */
  readonly values: Int8Array;
  /** By problem. */
  readonly scales: Float32Array;
  /** By problem: the weight of the constant feature, kept whole because it is the largest. */
  readonly biases: Float32Array;
}

const LARGEST = 127;

/** Takes weights with the constant feature behind the last one, as the solver lays them out. */
export function quantise(weights: Float32Array, problemCount: number): QuantisedWeights {
  const constant = weights.length - problemCount;
  const scales = new Float32Array(problemCount);
  for (let place = 0; place < constant; place += 1) {
    const problem = place % problemCount;
    scales[problem] = Math.max(scales[problem] ?? 0, Math.abs(weights[place] ?? 0) / LARGEST);
  }
  const values = new Int8Array(constant);
  for (let place = 0; place < constant; place += 1) {
    const scale = scales[place % problemCount] ?? 0;
    values[place] = scale === 0 ? 0 : Math.round((weights[place] ?? 0) / scale);
  }
  return { values, scales, biases: weights.slice(constant) };
}

/** The score of every problem for one text. */
export function scoreAll({ values, scales, biases }: QuantisedWeights, vector: SparseVector): number[] {
  const count = scales.length;
  const sums = new Float64Array(count);
  for (let place = 0; place < vector.indices.length; place += 1) {
    const value = vector.values[place] ?? 0;
    const first = (vector.indices[place] ?? 0) * count;
    for (let at = 0; at < count; at += 1) sums[at] = (sums[at] ?? 0) + value * (values[first + at] ?? 0);
  }
  return Array.from(sums, (sum, at) => sum * (scales[at] ?? 0) + (biases[at] ?? 0));
}

/** The weights that the bytes stand for, laid out as `quantise` takes them. */
export function dequantise({ values, scales, biases }: QuantisedWeights): Float32Array {
  const count = scales.length;
  const weights = new Float32Array(values.length + count);
  for (let place = 0; place < values.length; place += 1)
    weights[place] = (values[place] ?? 0) * (scales[place % count] ?? 0);
  weights.set(biases, values.length);
  return weights;
}
