import { setImmediate } from "node:timers/promises";
import type { LinearWeights, OneVsRest } from "./linear-solver.ts";
import { scoreInto, solveOneVsRest } from "./linear-solver.ts";
import type { Calibration, HeldOutScores, RawScores } from "./calibration.ts";
import { agentProbabilities, calibrate, frontDoorLogits } from "./calibration.ts";
import { findScarce } from "./find-scarce.ts";
import type { Judgement } from "./judgement.ts";
import type { QuantisedWeights } from "./quantised-weights.ts";
import { quantise, scoreAll } from "./quantised-weights.ts";
import type { FeatureCounts, FeatureSpace, SparseVector } from "./text-features.ts";
import { countFeatures, createVectoriser, fitFeatureSpace } from "./text-features.ts";
import { WORK_SHARE, type TrainingLine } from "./training-lines.ts";

/**
 * A fitted one-vs-rest model: one problem for each agent, one for each front-door label, and one for "this is
 * work for some agent", in that order.
 */
export interface LinearModel {
  readonly agents: readonly string[];
  readonly frontDoorLabels: readonly string[];
  readonly space: FeatureSpace;
  readonly weights: QuantisedWeights;
  readonly calibration: Calibration;
}

/** Counts up whenever the same training lines would give another model: features, solver or calibration changed. */
export const LINEAR_MODEL_VERSION = 3;

/** Chosen by cross-validation over the agents' examples; the optimum is flat. */
const COST = 0.3;
const POSITIVE_FACTOR = 4;
/** Share of the cost with which a request speaks for an agent that would do as well as its own. */
const ACCEPTABLE_SHARE = 0.5;
const PASSES = 6;
/** Of a message, for telling who is scarce. */
const PHRASE_SHARE = 0.3;
/** Held-out scores for the calibration: the full solution without a third of the examples, put right again. */
const FOLDS = 3;
const FOLD_PASSES = 3;
export const SEED = 20;
const LINES_BETWEEN_BREATHS = 200;
/** Among so many lines a feature that occurs in one only is chance, and two of three do: they would cost time alone. */
const MANY_LINES = 3_000;

/** All that the problems of some lines are made of, and their solution. */
export interface SolvedLines {
  readonly lines: readonly TrainingLine[];
  readonly agents: readonly string[];
  readonly frontDoorLabels: readonly string[];
  /** By line. */
  readonly counts: readonly FeatureCounts[];
  readonly space: FeatureSpace;
  readonly problem: OneVsRest;
  readonly full: LinearWeights;
}

/** Solves the problems of lines without blocking for long; see `fitLinearModel` for what else a model needs. */
export async function solveLines(lines: readonly TrainingLine[]): Promise<SolvedLines> {
  const agents = labelsOf(lines, "agent");
  const frontDoorLabels = labelsOf(lines, "front_door");
  const counts: FeatureCounts[] = [];
  for (const [index, line] of lines.entries()) {
    counts.push(countFeatures(line.text));
    if (index % LINES_BETWEEN_BREATHS === 0) await setImmediate();
  }
  const space = fitFeatureSpace(counts, lines.length > MANY_LINES ? 2 : 1);
  const rows = counts.map(createVectoriser(space));
  await setImmediate();
  const problem = toProblem(lines, { rows, agents, frontDoorLabels, featureCount: space.hashes.length });
  const full = await solveOneVsRest(problem, { passes: PASSES, seed: SEED });
  return { lines, agents, frontDoorLabels, counts, space, problem, full };
}

/** The solution without some of the rows: the full one with a few more passes. */
export async function solveWithout(
  { problem, full }: SolvedLines,
  leaveOut: ReadonlySet<number>,
): Promise<LinearWeights> {
  return solveOneVsRest(problem, { passes: FOLD_PASSES, seed: SEED, from: full, leaveOut });
}

/** Fits the model: about twenty seconds of one core for twenty thousand examples, without blocking for long. */
export async function fitLinearModel(lines: readonly TrainingLine[]): Promise<LinearModel> {
  const solved = await solveLines(lines);
  const { agents, frontDoorLabels, counts, space, problem, full } = solved;
  const { rows } = problem;
  const heldOut: HeldOutScores[] = [];
  for (const fold of toFolds(lines)) {
    const { weights } = await solveWithout(solved, fold);
    const scores = new Float64Array(problem.problemCount);
    for (const at of fold) {
      const [line, row] = [lines[at], rows[at]];
      if (line === undefined || row === undefined) continue;
      scoreInto(scores, weights, row);
      const raw = toRawScores([...scores], agents.length, counts[at]?.wordCount ?? 0);
      heldOut.push(toHeldOut(line, raw, { agents, frontDoorLabels }));
    }
  }
  return {
    agents,
    frontDoorLabels,
    space,
    weights: quantise(full.weights, problem.problemCount),
    calibration: atWorkShare(calibrate(heldOut, frontDoorLabels.length), heldOut),
  };
}

/** Work is more or less common among the training lines than among messages: corrects its odds for that. */
function atWorkShare(calibration: Calibration, heldOut: readonly HeldOutScores[]): Calibration {
  const work = heldOut.filter(({ agent }) => agent !== undefined).length;
  const other = heldOut.length - work;
  if (work === 0 || other === 0) return calibration;
  const shift = Math.log(WORK_SHARE / (1 - WORK_SHARE)) - Math.log(work / other);
  const { frontDoor } = calibration;
  const last = frontDoor.biases.length - 1;
  const biases = frontDoor.biases.map((bias, at) => (at === last ? bias + shift : bias));
  return { ...calibration, frontDoor: { ...frontDoor, biases } };
}

/** The labels of one area, sorted: the order of the problems. */
export function labelsOf(lines: readonly TrainingLine[], area: TrainingLine["area"]): string[] {
  return [...new Set(lines.filter((line) => line.area === area).map(({ label }) => label))].sort();
}

interface Layout {
  readonly rows: readonly SparseVector[];
  readonly agents: readonly string[];
  readonly frontDoorLabels: readonly string[];
  readonly featureCount: number;
}

function toProblem(lines: readonly TrainingLine[], layout: Layout): OneVsRest {
  const { rows, featureCount } = layout;
  const problemCount = layout.agents.length + layout.frontDoorLabels.length + 1;
  return {
    rows,
    problemCount,
    featureCount,
    signedCosts: toSignedCosts(lines, { ...layout, scarce: scarceAmong(lines) }),
  };
}

export interface CostClasses extends Pick<LinearModel, "agents" | "frontDoorLabels"> {
  /** See `findScarce`. */
  readonly scarce: ReadonlyMap<string, number>;
}

/** The agents of which these lines have few. */
export function scarceAmong(lines: readonly TrainingLine[]): ReadonlyMap<string, number> {
  return findScarce(
    lines
      .filter(({ area }) => area === "agent")
      .map(({ label, isExample }) => ({ agent: label, weight: isExample ? 1 : PHRASE_SHARE })),
  );
}

/** What an error with each line costs each problem; see `OneVsRest`. */
export function toSignedCosts(
  lines: readonly TrainingLine[],
  { agents, frontDoorLabels, scarce }: CostClasses,
): Float32Array {
  const labels = [...agents, ...frontDoorLabels];
  const problemCount = labels.length + 1;
  const signedCosts = new Float32Array(lines.length * problemCount).fill(-COST);
  for (const [row, { label, area, acceptable = [] }] of lines.entries()) {
    for (const other of acceptable) {
      const at = agents.indexOf(other);
      if (at >= 0) signedCosts[row * problemCount + at] = COST * ACCEPTABLE_SHARE;
    }
    const own = area === "agent" ? agents.indexOf(label) : agents.length + frontDoorLabels.indexOf(label);
    const few = area === "agent" ? (scarce.get(label) ?? 1) : 1;
    signedCosts[row * problemCount + own] = COST * POSITIVE_FACTOR * few;
    if (area === "agent") signedCosts[row * problemCount + labels.length] = COST;
  }
  return signedCosts;
}

/** Deals the examples of each label out in turn, so that every fold has some of each. */
function toFolds(lines: readonly TrainingLine[]): Set<number>[] {
  const folds = Array.from({ length: FOLDS }, () => new Set<number>());
  const dealt = new Map<string, number>();
  for (const [row, { label, isExample }] of lines.entries()) {
    if (!isExample) continue;
    const turn = dealt.get(label) ?? 0;
    folds[turn % FOLDS]?.add(row);
    dealt.set(label, turn + 1);
  }
  return folds;
}

interface Classes {
  readonly agents: readonly string[];
  readonly frontDoorLabels: readonly string[];
}

function toHeldOut(line: TrainingLine, scores: RawScores, classes: Classes): HeldOutScores {
  return line.area === "agent"
    ? { scores, agent: classes.agents.indexOf(line.label) }
    : { scores, frontDoor: classes.frontDoorLabels.indexOf(line.label) };
}

function toRawScores(scores: readonly number[], agentCount: number, wordCount: number): RawScores {
  return {
    agents: scores.slice(0, agentCount),
    frontDoor: scores.slice(agentCount, -1),
    work: scores.at(-1) ?? 0,
    wordCount,
  };
}

/** Makes the function that judges texts; its look-up tables are built once. */
export function createJudge(model: LinearModel): (text: string) => Judgement {
  const vectorise = createVectoriser(model.space);
  return (text) => {
    const counts = countFeatures(text);
    const vector = vectorise(counts);
    const all = scoreAll(model.weights, vector);
    const scores = toRawScores(all, model.agents.length, counts.wordCount);
    const probabilities = agentProbabilities(model.calibration, scores);
    const logits = frontDoorLogits(model.calibration, scores);
    return {
      agents: model.agents
        .map((agent, at) => ({ agent, probability: probabilities[at] ?? 0 }))
        .sort((a, b) => b.probability - a.probability || (a.agent < b.agent ? -1 : 1)),
      frontDoor: new Map([...model.frontDoorLabels, "work"].map((label, at) => [label, logits[at] ?? 0])),
      isReadable: counts.wordCount > 0 && vector.indices.length > 0,
    };
  };
}
