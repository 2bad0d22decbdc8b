import { scoreRows } from "./dense-kernels.ts";
import type { EmbeddedSet } from "./embed-training-set.ts";
import { pickRows } from "./features.ts";
import { fitLinearHead, type Precision } from "./fit-linear-head.ts";
import { fitTemperature, type HeldOut } from "./fit-temperature.ts";
import { knownStart, standsFor } from "./known-start.ts";
import { toHeadProblem, type HeadProblem } from "./head-problem.ts";
import type { HeadName, Heads, LinearHead } from "./heads.ts";
import type { TrainingExample, TrainingSet } from "./training-set.ts";

export interface FitHeadsOptions {
  /** False leaves the temperatures at 1, which changes no ranking and halves the time. Default true. */
  readonly isCalibrated?: boolean;
  /** `route` fits front door and primary only, for many fits in a row. Default `all`. */
  readonly heads?: "all" | "route";
  /**
   * Heads of the same encoder for nearly the same requests. Fitting goes on from their weights and keeps their
   * temperatures: seconds instead of minutes. Not for measuring what heads make of requests that these have seen.
   */
  readonly from?: Heads;
  /** How near to the best heads fitting goes. */
  readonly precision?: Partial<Precision>;
}

/** Fits the heads without blocking for long. Deterministic. */
export async function fitHeads(embedded: EmbeddedSet, options: FitHeadsOptions = {}): Promise<Heads> {
  const { isCalibrated = true, heads = "all" } = options;
  const from = options.from !== undefined && standsFor(options.from, embedded) ? options.from : undefined;
  const fit = async (name: HeadName): Promise<LinearHead> =>
    (await goOn(name, embedded, { ...options, from })) ?? fitHead(name, embedded, isCalibrated);
  return {
    encoderId: embedded.encoderId,
    width: embedded.width,
    agents: embedded.set.agents,
    door: await fit("door"),
    primary: await fit("primary"),
    ...(heads === "route"
      ? {}
      : {
          support: await fit("support"),
          complexity: await fit("complexity"),
          priority: await fit("priority"),
        }),
  };
}

/** The head of `from`, fitted on to this set; undefined when there is none. */
async function goOn(
  name: HeadName,
  embedded: EmbeddedSet,
  { from, precision = {} }: { readonly from: Heads | undefined; readonly precision?: Partial<Precision> },
): Promise<LinearHead | undefined> {
  const known = from?.[name];
  const start = from === undefined ? undefined : knownStart(name, from, embedded.set.agents);
  if (known === undefined || start === undefined) return undefined;
  const problem = toHeadProblem(name, embedded.set);
  const precise = await fitWeights(problem, embedded, [...problem.chosen.keys()], { start, precision });
  return { weights: precise.map((weight) => Math.fround(weight)), temperature: known.temperature };
}

async function fitHead(name: HeadName, embedded: EmbeddedSet, isCalibrated: boolean): Promise<LinearHead> {
  const problem = toHeadProblem(name, embedded.set);
  const precise = await fitWeights(problem, embedded, [...problem.chosen.keys()]);
  // As they are stored, so that loaded heads answer exactly as fitted ones.
  const weights = precise.map((weight) => Math.fround(weight));
  if (!isCalibrated || problem.link === "identity") return { weights, temperature: 1 };
  return { weights, temperature: fitTemperature(await scoreHeldOut(problem, embedded)) };
}

/** Fits on some of a problem's examples, given by their place in `chosen`. */
// oxlint-disable-next-line max-params -- the start is seldom known
async function fitWeights(
  problem: HeadProblem,
  { rows }: EmbeddedSet,
  places: readonly number[],
  { start, precision }: { readonly start?: Float64Array; readonly precision?: Partial<Precision> } = {},
): Promise<Float64Array> {
  const { link, ridge, targetCount, chosen } = problem;
  const head = {
    rows: pickRows(
      rows,
      places.map((place) => chosen[place] ?? 0),
    ),
    link,
    ridge,
    targetCount,
    targets: pick(problem.targets, targetCount, places),
    weights: pick(problem.weights, 1, places),
    ...(start === undefined ? {} : { start }),
  };
  return fitLinearHead(head, precision);
}

/** Scores with the examples that they are of, by index in the training set. */
export interface HeldOutScores extends HeldOut {
  readonly examples: readonly number[];
}

/** Scores of a problem's tested examples by heads that were fitted without their fold. */
export async function scoreHeldOut(problem: HeadProblem, embedded: EmbeddedSet): Promise<HeldOutScores> {
  const { link, targetCount, chosen } = problem;
  const foldOf = toFolds(embedded.set);
  const places = [...chosen.keys()];
  const tested: number[] = [];
  const parts: Float64Array[] = [];
  for (const fold of new Set(foldOf.values())) {
    const isIn = (place: number): boolean => foldOf.get(chosen[place] ?? -1) === fold;
    const held = places.filter(isIn);
    if (held.length === 0) continue;
    const weights = await fitWeights(
      problem,
      embedded,
      places.filter((place) => !isIn(place)),
    );
    const rows = pickRows(
      embedded.rows,
      held.map((place) => chosen[place] ?? 0),
    );
    const scores = new Float64Array(held.length * targetCount);
    scoreRows(rows, weights, scores, { from: 0, to: held.length });
    tested.push(...held);
    parts.push(scores);
  }
  return {
    link,
    targetCount,
    scores: joined(parts),
    targets: pick(problem.targets, targetCount, tested),
    weights: pick(problem.weights, 1, tested),
    examples: tested.map((place) => chosen[place] ?? 0),
  };
}

/** Few parts are enough where only some lines are tested: what is left to learn from is then nearly everything. */
const FOLDS = 2;
const LEAST_UNSEEN = 100;

/**
 * The fold of each example that tells how good heads are, by its index: lines that the encoder was trained without,
 * because heads are surer of the others than they will be of new messages. Where there are hardly any, all messages.
 * Neighbouring lines of a label stay together: they were written in one go, and would vouch for each other.
 */
export function toFolds({ examples }: TrainingSet): ReadonlyMap<number, number> {
  const isTested = examples.filter(isNew).length >= LEAST_UNSEEN ? isNew : isMessage;
  const members = new Map<string, number[]>();
  for (const [index, example] of examples.entries()) {
    if (!isTested(example)) continue;
    const key = `${example.kind} ${example.door} ${example.primary ?? ""}`;
    members.set(key, [...(members.get(key) ?? []), index]);
  }
  const foldOf = new Map<number, number>();
  for (const indices of members.values()) {
    for (const [at, index] of indices.entries()) foldOf.set(index, Math.floor((at * FOLDS) / indices.length));
  }
  return foldOf;
}

function pick(values: Float32Array, width: number, places: readonly number[]): Float32Array {
  const picked = new Float32Array(places.length * width);
  for (const [at, place] of places.entries()) {
    picked.set(values.subarray(place * width, (place + 1) * width), at * width);
  }
  return picked;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function isNew({ isUnseen, kind }: TrainingExample): boolean {
  return isUnseen === true || kind === "local";
}

function isMessage({ kind }: TrainingExample): boolean {
  return kind !== "phrase";
}
