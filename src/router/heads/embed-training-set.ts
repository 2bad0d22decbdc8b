import type { SentenceEncoder } from "../../encoder/sentence-encoder.ts";
import type { DenseRows } from "./dense-kernels.ts";
import type { EmbeddingStore } from "./embedding-store.ts";
import { featureCountOf, writeFeatures } from "./features.ts";
import type { TrainingSet } from "./training-set.ts";

/** A training set with the features of each example. */
export interface EmbeddedSet {
  readonly set: TrainingSet;
  readonly encoderId: string;
  /** Numbers in a vector of the encoder. */
  readonly width: number;
  /** One row for each example, in order. */
  readonly rows: DenseRows;
}

/** Encodes the texts that the store lacks and adds them there; how many there were. Rejects when the encoder does. */
export async function encodeMissing(
  { examples }: TrainingSet,
  encoder: Pick<SentenceEncoder, "encodeAll">,
  store: EmbeddingStore,
): Promise<number> {
  const texts = new Set(examples.map(({ text }) => text));
  const missing = [...texts].filter((text) => store.get(text) === undefined);
  if (missing.length === 0) return 0;
  const vectors = await encoder.encodeAll(missing);
  for (const [at, text] of missing.entries()) {
    const vector = vectors[at];
    if (vector !== undefined) store.set(text, vector);
  }
  return missing.length;
}

/** Features from stored vectors; a text that the store lacks gets a vector of zeros. */
export function toEmbeddedSet(set: TrainingSet, store: EmbeddingStore): EmbeddedSet {
  const { width, encoderId } = store;
  const featureCount = featureCountOf(width);
  const values = new Float64Array(set.examples.length * featureCount);
  for (const [at, { text }] of set.examples.entries()) {
    const row = values.subarray(at * featureCount, (at + 1) * featureCount);
    const vector = store.get(text);
    writeFeatures(row, vector?.bytes ?? NOTHING, text, vector?.scale);
  }
  return { set, encoderId, width, rows: { values, count: set.examples.length, width: featureCount } };
}

const NOTHING = new Int8Array();
