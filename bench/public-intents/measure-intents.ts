import { best, type FitHead, type HeadSamples, type IntentHead } from "./intent-head.ts";
import { toFolds, type LabelledText } from "./intent-sets.ts";

/** A labelled text with its vector. */
export interface EmbeddedText extends LabelledText {
  readonly vector: Float32Array;
}

export interface Accuracy {
  /** How much an error counts against large weights: what was best on texts that are not for testing. */
  readonly cost: number;
  /** Share right on the texts that the cost was chosen on, for each cost that was tried. */
  readonly tried: readonly { readonly cost: number; readonly accuracy: number }[];
  /** Share right on the test texts. */
  readonly accuracy: number;
  readonly trainTexts: number;
  readonly testTexts: number;
}

export interface MeasureOptions {
  readonly fit: FitHead;
  /** Costs to try, the lowest first. */
  readonly costs: readonly number[];
}

export interface MeasuredHead {
  readonly result: Accuracy;
  readonly head: IntentHead;
  /** By class index. */
  readonly labels: readonly string[];
}

/** Higher costs fit ever closer to the samples: past this many without a gain there is none to come. */
const PATIENCE = 3;

/**
 * Chooses the cost on `choices` (pairs of texts to fit and texts to judge), then fits once on all training texts and
 * counts on the test texts.
 */
export async function measureHead(
  { train, test }: { readonly train: readonly EmbeddedText[]; readonly test: readonly EmbeddedText[] },
  choices: readonly Choice[],
  { fit, costs }: MeasureOptions,
): Promise<MeasuredHead> {
  const labels = labelsOf(train);
  const tried: { cost: number; accuracy: number }[] = [];
  let chosen = { cost: Number.NaN, accuracy: -1 };
  for (const cost of costs) {
    const accuracy = await judgeCost(cost, choices, { fit, labels });
    tried.push({ cost, accuracy });
    // Of equally good ones the first stays: the simplest model.
    if (accuracy > chosen.accuracy) chosen = { cost, accuracy };
    if (tried.length > costs.indexOf(chosen.cost) + PATIENCE) break;
  }
  const { cost } = chosen;
  const head = await fit(toSamples(train, labels), cost);
  const accuracy = countRight(head, test, labels) / test.length;
  const result = { cost, tried, accuracy, trainTexts: train.length, testTexts: test.length };
  return { result, head, labels };
}

type Choice = readonly [fit: readonly EmbeddedText[], judge: readonly EmbeddedText[]];

async function judgeCost(
  cost: number,
  choices: readonly Choice[],
  { fit, labels }: { readonly fit: FitHead; readonly labels: readonly string[] },
): Promise<number> {
  let [right, all] = [0, 0];
  for (const [some, rest] of choices) {
    const head = await fit(toSamples(some, labels), cost);
    right += countRight(head, rest, labels);
    all += rest.length;
  }
  return right / all;
}

/** Each fold once as the texts to judge, the others to fit. */
export function foldChoices(texts: readonly EmbeddedText[], count: number): readonly Choice[] {
  const folds = toFolds(texts, count);
  return folds.map((fold) => [folds.filter((other) => other !== fold).flat(), fold] as const);
}

export function labelsOf(texts: readonly LabelledText[]): readonly string[] {
  return [...new Set(texts.map(({ label }) => label))].sort();
}

export function toSamples(texts: readonly EmbeddedText[], labels: readonly string[]): HeadSamples {
  const indices = new Map(labels.map((label, index) => [label, index]));
  return {
    vectors: texts.map(({ vector }) => vector),
    classes: texts.map(({ label }) => indices.get(label) ?? 0),
    classCount: labels.length,
  };
}

function countRight(head: IntentHead, texts: readonly EmbeddedText[], labels: readonly string[]): number {
  return texts.filter(({ vector, label }) => labels[best(head.probabilities(vector))] === label).length;
}
