import { scopeRanking } from "../../src/router/evaluation/rejection-sweep.ts";

/** One text: how much it looks like one of the intents, higher is more; whether its best intent is the right one. */
export interface ScopedText {
  readonly score: number;
  readonly isInScope: boolean;
  /** False for texts out of scope. */
  readonly isRight: boolean;
}

export interface RejectionResult {
  readonly threshold: number;
  /** Share of the texts in scope that are kept and given the right intent. */
  readonly inScopeAccuracy: number;
  /** Share of the texts out of scope that are rejected. */
  readonly outOfScopeRecall: number;
  /** Share of the texts in scope that are rejected. */
  readonly falseRejection: number;
  /** Share of all texts that are handled rightly. */
  readonly accuracy: number;
}

/** What happens when every text with a lower score is rejected. */
export function rejectBelow(texts: readonly ScopedText[], threshold: number): RejectionResult {
  const inScope = texts.filter(({ isInScope }) => isInScope);
  const others = texts.filter(({ isInScope }) => !isInScope);
  const isKept = ({ score }: ScopedText): boolean => score >= threshold;
  const right = inScope.filter((text) => isKept(text) && text.isRight).length;
  const caught = others.filter((text) => !isKept(text)).length;
  return {
    threshold,
    inScopeAccuracy: right / inScope.length,
    outOfScopeRecall: caught / others.length,
    falseRejection: inScope.filter((text) => !isKept(text)).length / inScope.length,
    accuracy: (right + caught) / texts.length,
  };
}

/**
 * The threshold with the most texts handled rightly when "none of them" counts as one more intent, as Larson et al.
 * (2019) choose theirs; the lowest of equally good ones.
 */
export function mostAccurateThreshold(texts: readonly ScopedText[]): number {
  const sorted = texts.toSorted((a, b) => a.score - b.score);
  // Nothing is rejected at first; then one text after another, equal scores together.
  let right = texts.filter(({ isRight }) => isRight).length;
  let best = { right, threshold: -Infinity };
  sorted.forEach((text, index) => {
    if (text.isRight) right -= 1;
    if (!text.isInScope) right += 1;
    const next = sorted[index + 1]?.score ?? Infinity;
    if (next > text.score && right > best.right) best = { right, threshold: (text.score + next) / 2 };
  });
  return best.threshold;
}

/** The highest threshold that rejects at most this share of the texts in scope. */
export function thresholdAtFalseRejection(texts: readonly ScopedText[], share: number): number {
  const scores = texts
    .filter(({ isInScope }) => isInScope)
    .map(({ score }) => score)
    .sort((a, b) => a - b);
  return scores[Math.floor(share * scores.length)] ?? Infinity;
}

/** Probability that a text in scope scores higher than one that is not. */
export function ranking(texts: readonly ScopedText[]): number {
  return (
    scopeRanking(texts.map(({ score, isInScope }) => ({ workProbability: score, isWork: isInScope }))) ?? 0
  );
}
