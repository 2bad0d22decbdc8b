import { groupBy, pickEvenly } from "../group-by.ts";
import type { ByteVector, EmbeddingStore } from "./embedding-store.ts";
import { labelOf, type TrainingSet } from "./training-set.ts";

/** Some of the kept examples that stand for all of them. */
export interface Sample {
  /** Indices of examples of the set. */
  readonly indices: readonly number[];
  /** Those of them that stand for themselves alone. */
  readonly near: ReadonlySet<number>;
}

export interface Changed {
  /** Indices of examples that were there before. */
  readonly kept: readonly number[];
  readonly added: readonly number[];
  readonly newAgents: readonly string[];
}

/** So many of each label, evenly over its examples. */
const PER_LABEL = 80;
/** So many of those that are nearest to a new agent's examples: with them it must be told from the others. */
const NEAR = 300;
/** They are sought among so many. */
const SEARCHED = 8_000;

/** Deterministic; of a label with few examples, all. */
export function sampleExamples(
  set: TrainingSet,
  { kept, added, newAgents }: Changed,
  store: EmbeddingStore,
): Sample {
  const near = new Set<number>();
  for (const agent of newAgents) {
    const own = added.filter((index) => set.examples[index]?.primary === agent);
    for (const index of findNear(set, { kept, own }, store)) near.add(index);
  }
  const rest = kept.filter((index) => !near.has(index));
  const groups = groupBy(rest, (index) => labelOf(set.examples[index]));
  const spread = [...groups.values()].flatMap((members) => pickEvenly(members, PER_LABEL));
  return { indices: [...near, ...spread].sort((a, b) => a - b), near };
}

interface Sought {
  readonly kept: readonly number[];
  readonly own: readonly number[];
}

/** The kept examples with the highest cosine to the middle of an agent's own ones. */
function findNear({ examples }: TrainingSet, { kept, own }: Sought, store: EmbeddingStore): number[] {
  const middle = new Float64Array(store.width);
  for (const index of own) addTo(middle, store.get(examples[index]?.text ?? ""));
  return pickEvenly(kept, SEARCHED)
    .map((index) => ({ index, likeness: likeness(middle, store.get(examples[index]?.text ?? "")) }))
    .sort((a, b) => b.likeness - a.likeness || a.index - b.index)
    .slice(0, NEAR)
    .map(({ index }) => index);
}

function addTo(middle: Float64Array, vector: ByteVector | undefined): void {
  if (vector === undefined) return;
  for (const [at, byte] of vector.bytes.entries()) middle[at] = (middle[at] ?? 0) + byte * vector.scale;
}

function likeness(middle: Float64Array, vector: ByteVector | undefined): number {
  if (vector === undefined) return 0;
  const { bytes, scale } = vector;
  let sum = 0;
  for (let at = 0; at < middle.length; at += 1) sum += (middle[at] ?? 0) * (bytes[at] ?? 0);
  return sum * scale;
}
