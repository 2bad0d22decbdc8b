import { best, type FitHead, type IntentHead } from "./intent-head.ts";
import type { EmbeddedText, MeasuredHead } from "./measure-intents.ts";
import { labelsOf, toSamples } from "./measure-intents.ts";
import {
  mostAccurateThreshold,
  ranking,
  rejectBelow,
  thresholdAtFalseRejection,
  type RejectionResult,
  type ScopedText,
} from "./rejection.ts";

export interface ScopedTexts {
  readonly inScope: readonly EmbeddedText[];
  readonly outOfScope: readonly EmbeddedText[];
}

/** One way of telling whether a text belongs to any intent. */
export interface RejectionMethod {
  readonly name: string;
  /** Share of pairs of a text in scope and one out of it that are ranked rightly, on the validation texts. */
  readonly validRanking: number;
  /** The same on the test texts. */
  readonly ranking: number;
  /** Thresholds are chosen on the validation texts; these are test figures. */
  readonly mostAccurate: RejectionResult;
  readonly atFalseRejection: RejectionResult;
}

export interface RejectionMeasure {
  /** The one that ranks the validation texts best comes first. */
  readonly methods: readonly RejectionMethod[];
  /** Share of the texts in scope that the second threshold may reject on the validation texts. */
  readonly falseRejection: number;
}

export const FALSE_REJECTION = 0.03;

interface Score {
  /** Higher: more likely in scope. */
  readonly score: number;
  readonly label: string;
}

type ScoreText = (vector: Float32Array) => Score;

/**
 * Measures three ways: the probability of the best intent; the same where texts out of scope were learned as one more
 * intent; and the cosine to the nearest training text.
 */
export async function measureRejection(
  measured: MeasuredHead,
  texts: { readonly train: ScopedTexts; readonly valid: ScopedTexts; readonly test: ScopedTexts },
  fit: FitHead,
): Promise<RejectionMeasure> {
  const { train, valid, test } = texts;
  const all = [...train.inScope, ...train.outOfScope];
  const allLabels = labelsOf(all);
  const withReject = await fit(toSamples(all, allLabels), measured.result.cost);
  const methods: readonly (readonly [string, ScoreText])[] = [
    ["probability of the best intent", byProbability(measured.head, measured.labels)],
    ["probability, with a class for the rest", byRejectClass(withReject, allLabels, measured.labels)],
    ["nearest training text", byNearest(train.inScope)],
  ];
  return {
    methods: methods
      .map(([name, score]) => judge(name, toScoped(valid, score), toScoped(test, score)))
      .sort((a, b) => b.validRanking - a.validRanking),
    falseRejection: FALSE_REJECTION,
  };
}

function judge(name: string, valid: readonly ScopedText[], test: readonly ScopedText[]): RejectionMethod {
  return {
    name,
    validRanking: ranking(valid),
    ranking: ranking(test),
    mostAccurate: rejectBelow(test, mostAccurateThreshold(valid)),
    atFalseRejection: rejectBelow(test, thresholdAtFalseRejection(valid, FALSE_REJECTION)),
  };
}

function toScoped({ inScope, outOfScope }: ScopedTexts, score: ScoreText): readonly ScopedText[] {
  const toText = (isInScope: boolean) => (text: EmbeddedText) => {
    const scored = score(text.vector);
    return { score: scored.score, isInScope, isRight: isInScope && scored.label === text.label };
  };
  return [...inScope.map(toText(true)), ...outOfScope.map(toText(false))];
}

function byProbability(head: IntentHead, labels: readonly string[]): ScoreText {
  return (vector) => {
    const probabilities = head.probabilities(vector);
    const at = best(probabilities);
    return { score: probabilities[at] ?? 0, label: labels[at] ?? "" };
  };
}

/** The intents among the classes compete as before; the class for the rest only takes probability from them. */
function byRejectClass(head: IntentHead, labels: readonly string[], intents: readonly string[]): ScoreText {
  const columns = intents.map((label) => labels.indexOf(label));
  return (vector) => {
    const probabilities = head.probabilities(vector);
    const own = columns.map((column) => probabilities[column] ?? 0);
    const at = best(own);
    return { score: own[at] ?? 0, label: intents[at] ?? "" };
  };
}

function byNearest(train: readonly EmbeddedText[]): ScoreText {
  return (vector) => {
    let score = -1;
    let label = "";
    for (const text of train) {
      const cosine = dot(vector, text.vector);
      if (cosine <= score) continue;
      score = cosine;
      label = text.label;
    }
    return { score, label };
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
