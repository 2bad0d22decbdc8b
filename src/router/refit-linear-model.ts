import { setImmediate } from "node:timers/promises";
import { findDifference, isSmall } from "./difference.ts";
import { extendFeatureSpace } from "./extend-feature-space.ts";
import { groupBy, pickEvenly } from "./group-by.ts";
import { labelsOf, SEED, scarceAmong, toSignedCosts, type LinearModel } from "./linear-model.ts";
import { recoverAlphas, solveOneVsRest, type OneVsRest } from "./linear-solver.ts";
import { dequantise, quantise } from "./quantised-weights.ts";
import { countFeatures, createVectoriser, type SparseVector, type Vectoriser } from "./text-features.ts";
import type { TrainingLine } from "./training-lines.ts";

/** A model with the lines that it was fitted on. */
export interface KnownLinearModel {
  readonly lines: readonly TrainingLine[];
  readonly model: LinearModel;
}

/** So many lines of each agent stand for those that stayed. */
const PER_AGENT = 60;
/** Less than for a fit from nothing: the start is good. */
const PASSES = 4;
const LINES_BETWEEN_BREATHS = 200;

/**
 * A model for lines that differ little from those of a known one, in seconds: removed lines are taken out of the known
 * weights, new ones are fitted into them, and a sample of the lines that stayed keeps the rest in place. Features and
 * calibration of the known model are kept, words of the new lines are added. Undefined where too much is different.
 * Deterministic.
 */
export async function refitLinearModel(
  known: KnownLinearModel,
  lines: readonly TrainingLine[],
): Promise<LinearModel | undefined> {
  const { model } = known;
  const { kept, added, removed } = findDifference(known.lines, lines);
  const classes = { agents: labelsOf(lines, "agent"), frontDoorLabels: model.frontDoorLabels };
  const costs = { ...classes, scarce: scarceAmong(lines) };
  const hasSameDoors = labelsOf(lines, "front_door").join(" ") === model.frontDoorLabels.join(" ");
  if (!isSmall({ kept, added, removed }) || !hasSameDoors) return undefined;

  const linesAt = (indices: readonly number[]): TrainingLine[] =>
    indices.flatMap((index) => lines[index] ?? []);
  const addedLines = linesAt(added);
  const addedCounts = addedLines.map(({ text }) => countFeatures(text));
  const { space, moved } = extendFeatureSpace(model.space, addedCounts, lines.length);
  const vectorise = createVectoriser(space);
  const featureCount = space.hashes.length;
  const problemCount = classes.agents.length + classes.frontDoorLabels.length + 1;
  const toProblem = (some: readonly TrainingLine[], of: readonly SparseVector[]): OneVsRest => ({
    rows: of,
    problemCount,
    featureCount,
    signedCosts: toSignedCosts(some, costs),
  });
  let weights = toWeights(model, classes, { moved, featureCount });
  weights = await withdrawn(weights, toProblem(removed, await toRows(removed, vectorise)));
  const stays = spread(linesAt(kept));
  const stayed = stays.map(({ line }) => line);
  const problem = toProblem(
    [...stayed, ...addedLines],
    [...(await toRows(stayed, vectorise)), ...addedCounts.map(vectorise)],
  );
  for (const [row, { scale }] of stays.entries()) {
    const costs = problem.signedCosts.subarray(row * problemCount, (row + 1) * problemCount);
    costs.set(costs.map((cost) => cost * scale));
  }
  const isNew = [...classes.agents, ...classes.frontDoorLabels, ""].map(
    (label, at) => at < classes.agents.length && !model.agents.includes(label),
  );
  const alphas = startAlphas(weights, problem, { isNew, known: stays.length });
  const solved = await solveOneVsRest(problem, { passes: PASSES, seed: SEED, from: { weights, alphas } });
  return {
    ...classes,
    space,
    weights: quantise(solved.weights, problemCount),
    calibration: model.calibration,
  };
}

/** Weights without the part of rows that they were fitted with. */
async function withdrawn(weights: Float32Array, problem: OneVsRest): Promise<Float32Array> {
  const from = { weights, alphas: recoverAlphas(weights, problem) };
  const leaveOut = new Set(problem.rows.keys());
  return (await solveOneVsRest(problem, { passes: 0, seed: SEED, from, leaveOut })).weights;
}

/** Lines that stayed begin where they were, so that they push back; new lines and new agents begin at zero. */
function startAlphas(
  weights: Float32Array,
  problem: OneVsRest,
  { isNew, known }: { readonly isNew: readonly boolean[]; readonly known: number },
): Float32Array {
  const { problemCount } = problem;
  const isKnown = (at: number): boolean => at < known * problemCount && isNew[at % problemCount] !== true;
  return recoverAlphas(weights, problem).map((alpha, at) => (isKnown(at) ? alpha : 0));
}

async function toRows(lines: readonly TrainingLine[], vectorise: Vectoriser): Promise<SparseVector[]> {
  const rows: SparseVector[] = [];
  for (const [index, { text }] of lines.entries()) {
    rows.push(vectorise(countFeatures(text)));
    if (index % LINES_BETWEEN_BREATHS === 0) await setImmediate();
  }
  return rows;
}

/** Some lines of each agent, and how many lines each stands for; all lines of the front door. */
function spread(lines: readonly TrainingLine[]): { readonly line: TrainingLine; readonly scale: number }[] {
  const groups = groupBy(lines, ({ area, label }) => `${area} ${label}`);
  return [...groups.values()].flatMap((members) => {
    const chosen = pickEvenly(members, members[0]?.area === "agent" ? PER_AGENT : members.length);
    return chosen.map((line) => ({ line, scale: members.length / chosen.length }));
  });
}

interface Target {
  readonly moved: Uint32Array;
  readonly featureCount: number;
}

/** The known weights in the order of the new classes and features; what is new begins at zero. */
function toWeights(
  model: LinearModel,
  { agents, frontDoorLabels }: Pick<LinearModel, "agents" | "frontDoorLabels">,
  { moved, featureCount }: Target,
): Float32Array {
  const known = dequantise(model.weights);
  // The problem "work" is last; no label is empty.
  const knownLabels = [...model.agents, ...model.frontDoorLabels, ""];
  const columns = [...agents, ...frontDoorLabels, ""].map((label) => knownLabels.indexOf(label));
  const weights = new Float32Array((featureCount + 1) * columns.length);
  for (let feature = 0; feature <= moved.length; feature += 1) {
    const to = (feature === moved.length ? featureCount : (moved[feature] ?? 0)) * columns.length;
    for (const [at, column] of columns.entries()) {
      if (column >= 0) weights[to + at] = known[feature * knownLabels.length + column] ?? 0;
    }
  }
  return weights;
}
