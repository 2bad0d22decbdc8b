import { findDifference, isSmall, type Difference } from "../difference.ts";
import { toEmbeddedSet } from "./embed-training-set.ts";
import type { EmbeddingStore } from "./embedding-store.ts";
import { evaluate, fitLinearHead, totalOf, type LinearHeadProblem } from "./fit-linear-head.ts";
import { toHeadProblem, type HeadProblem } from "./head-problem.ts";
import type { HeadName, Heads, LinearHead } from "./heads.ts";
import { knownStart, standsFor } from "./known-start.ts";
import { sampleExamples, type Sample } from "./sample-examples.ts";
import { labelOf, type TrainingExample, type TrainingSet } from "./training-set.ts";

/** Heads with the set that they were fitted on. */
export interface KnownHeads {
  readonly set: TrainingSet;
  readonly heads: Heads;
}

/** `store` has the vectors of both sets. */
export interface RefitHeadsOptions {
  readonly known: KnownHeads;
  readonly set: TrainingSet;
  readonly store: EmbeddingStore;
}

const PRECISION = { tolerance: 0.003, toleranceOf: "progress" } as const;

/**
 * Heads for a set that differs little from one for which they are known, in seconds: what is new is fitted in full,
 * what stayed is represented by a sample, less the slope that it has at the known heads (as in Jordan, Lee, Yang,
 * "Communication-efficient distributed statistical inference", 2019). So the known heads stay as they are while
 * nothing changes, and move only where new examples push and removed ones no longer do. Temperatures are kept.
 * Undefined where too much is different. Deterministic.
 */
export async function refitHeads({ known, set, store }: RefitHeadsOptions): Promise<Heads | undefined> {
  const { heads } = known;
  const difference = findDifference(known.set.examples, set.examples);
  if (!standsFor(heads, { encoderId: store.encoderId, width: store.width, set }) || !isSmall(difference))
    return undefined;
  const change: Change = {
    known,
    store,
    difference,
    sample: sampleExamples(
      set,
      { ...difference, newAgents: set.agents.filter((agent) => !known.set.agents.includes(agent)) },
      store,
    ),
    union: toUnion(set, difference),
    agents: known.set.agents.filter((agent) => set.agents.includes(agent)),
  };
  const { support, complexity, priority } = heads;
  return {
    encoderId: heads.encoderId,
    width: heads.width,
    agents: set.agents,
    door: await refitHead("door", heads.door, change),
    primary: await refitHead("primary", heads.primary, change),
    ...(support === undefined ? {} : { support: await refitHead("support", support, change) }),
    ...(complexity === undefined ? {} : { complexity: await refitHead("complexity", complexity, change) }),
    ...(priority === undefined ? {} : { priority: await refitHead("priority", priority, change) }),
  };
}

interface Change {
  readonly known: KnownHeads;
  readonly store: EmbeddingStore;
  readonly difference: Difference<TrainingExample>;
  readonly sample: Sample;
  /** The new set, and behind it what was removed. */
  readonly union: TrainingSet;
  /** Those that both sets have. */
  readonly agents: readonly string[];
}

/** Of an agent that is gone, only that its requests are no work any more is left to say. */
function toUnion(set: TrainingSet, { removed }: Difference<TrainingExample>): TrainingSet {
  const gone = removed.map((example): TrainingExample => {
    const { text, kind, door, primary } = example;
    return primary === undefined || set.agents.includes(primary)
      ? example
      : { text, kind, door, acceptable: [] };
  });
  return { agents: set.agents, examples: [...set.examples, ...gone] };
}

async function refitHead(name: HeadName, head: LinearHead, change: Change): Promise<LinearHead> {
  const { known, difference, sample, union } = change;
  const start = knownStart(name, known.heads, union.agents) ?? head.weights;
  const problem = toHeadProblem(name, union);
  const placeOf = new Map(problem.chosen.map((index, place) => [index, place]));
  const placesOf = (indices: readonly number[]): number[] =>
    indices.flatMap((index) => placeOf.get(index) ?? []);
  const firstGone = union.examples.length - difference.removed.length;
  const added = placesOf(difference.added);
  const gone = placesOf(difference.removed.map((_, at) => firstGone + at));
  if (added.length + gone.length === 0) return { weights: start, temperature: head.temperature };

  const stays = placesOf(sample.indices);
  const scales = scalesOf(change, problem, { kept: placesOf(difference.kept), stays });
  const whole = toPart(problem, change, { places: [...stays, ...added], scales });
  const pull = await pullOf(name, change, {
    start,
    total: totalOf(whole),
    stays: toPart(problem, change, { places: stays, scales }),
    gone: { ...toPart(problem, change, { places: gone, scales: [] }), ridge: 0 },
  });
  const precise = await fitLinearHead({ ...whole, start, pull }, PRECISION);
  return { weights: precise.map((weight) => Math.fround(weight)), temperature: head.temperature };
}

/** By how much each sampled example counts more, so that those of each label weigh what all of it weigh. */
function scalesOf(
  { sample, union }: Change,
  { chosen, weights }: HeadProblem,
  { kept, stays }: { readonly kept: readonly number[]; readonly stays: readonly number[] },
): number[] {
  const isNear = (place: number): boolean => sample.near.has(chosen[place] ?? -1);
  const label = (place: number): string => labelOf(union.examples[chosen[place] ?? -1]);
  const sumsOf = (places: readonly number[]): Map<string, number> => {
    const sums = new Map<string, number>();
    for (const place of places.filter((each) => !isNear(each)))
      sums.set(label(place), (sums.get(label(place)) ?? 0) + (weights[place] ?? 0));
    return sums;
  };
  const [all, sampled] = [sumsOf(kept), sumsOf(stays)];
  return stays.map((place) =>
    isNear(place) ? 1 : (all.get(label(place)) ?? 0) / (sampled.get(label(place)) ?? 1),
  );
}

/** Some of a problem's examples; `scales` of the first ones, the others count as they are. */
function toPart(
  { link, ridge, targetCount, targets, weights, chosen }: HeadProblem,
  { union, store }: Change,
  { places, scales }: { readonly places: readonly number[]; readonly scales: readonly number[] },
): LinearHeadProblem {
  const examples = places.flatMap((place) => union.examples[chosen[place] ?? -1] ?? []);
  return {
    rows: toEmbeddedSet({ agents: union.agents, examples }, store).rows,
    link,
    ridge,
    targetCount,
    targets: Float32Array.from(
      places.flatMap((place) => [...targets.subarray(place * targetCount, (place + 1) * targetCount)]),
    ),
    weights: Float32Array.from(places, (place, at) => (weights[place] ?? 0) * (scales[at] ?? 1)),
  };
}

interface Parts {
  readonly start: Float64Array;
  /** Weight of all rows that are fitted. */
  readonly total: number;
  readonly stays: LinearHeadProblem;
  readonly gone: LinearHeadProblem;
}

/** Against the slope of the sample and of what was removed at the known heads; a new agent feels none of it. */
async function pullOf(
  name: HeadName,
  { union, agents }: Change,
  { start, total, stays, gone }: Parts,
): Promise<Float64Array> {
  const columns =
    name === "primary" || name === "support" ? agents.map((agent) => union.agents.indexOf(agent)) : undefined;
  const pull = new Float64Array(start.length);
  for (const part of [stays, gone]) {
    const { width } = part.rows;
    const known = columns ?? Array.from({ length: part.targetCount }, (_, at) => at);
    const picked = Float64Array.from(
      known.flatMap((at) => [...start.subarray(at * width, (at + 1) * width)]),
    );
    const { gradient } = await evaluate(onlyColumns(part, known), picked, total);
    for (const [at, column] of known.entries()) {
      for (let feature = 0; feature < width; feature += 1) {
        const place = column * width + feature;
        pull[place] = (pull[place] ?? 0) - (gradient[at * width + feature] ?? 0);
      }
    }
  }
  return pull;
}

function onlyColumns(part: LinearHeadProblem, columns: readonly number[]): LinearHeadProblem {
  const { targets, targetCount, rows } = part;
  if (columns.length === targetCount) return part;
  const picked = new Float32Array(rows.count * columns.length);
  for (let row = 0; row < rows.count; row += 1) {
    for (const [at, column] of columns.entries())
      picked[row * columns.length + at] = targets[row * targetCount + column] ?? 0;
  }
  return { ...part, targets: picked, targetCount: columns.length };
}
