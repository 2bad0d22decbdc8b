/** Texts as vectors, with the index of the right class for each. */
export interface HeadSamples {
  readonly vectors: readonly Float32Array[];
  readonly classes: readonly number[];
  readonly classCount: number;
}

/** A linear classifier on vectors. */
export interface IntentHead {
  /** Probabilities by class. */
  probabilities(vector: Float32Array): ArrayLike<number>;
}

/** Fits a classifier; `cost` is how much an error counts against large weights: the higher, the closer to the samples. */
export type FitHead = (samples: HeadSamples, cost: number) => Promise<IntentHead>;

/** Index of the largest value. */
export function best(values: ArrayLike<number>): number {
  let at = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? 0) > (values[at] ?? 0)) at = index;
  }
  return at;
}
