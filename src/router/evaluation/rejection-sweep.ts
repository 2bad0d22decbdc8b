/** How likely the router held a message to be work, 0 to 1, and whether it was. */
export interface Scope {
  readonly workProbability: number;
  readonly isWork: boolean;
}

export interface RejectionPoint {
  /** What is below is rejected. */
  readonly threshold: number;
  /** Share of what is no work that is rejected. */
  readonly recall: number;
  /** Share of the work that is rejected. */
  readonly falseRejection: number;
}

/**
 * Raises the threshold on the probability of work as far as no more than `falseRejection` of the work is lost, and
 * says how much of the rest is rejected there. What is equally probable stands or falls together. Null when either
 * kind is missing.
 */
export function rejectAtFalseRejection(
  scopes: readonly Scope[],
  falseRejection: number,
): RejectionPoint | null {
  const work = scopes.filter(({ isWork }) => isWork).map(({ workProbability }) => workProbability);
  const others = scopes.filter(({ isWork }) => !isWork).map(({ workProbability }) => workProbability);
  if (work.length === 0 || others.length === 0) return null;
  // Past the surest work nothing is gained but lost work, so its own probabilities are the thresholds worth trying.
  const thresholds = [...new Set(work)].sort((a, b) => b - a);
  const threshold = thresholds.find((one) => shareBelow(work, one) <= falseRejection) ?? 0;
  return { threshold, recall: shareBelow(others, threshold), falseRejection: shareBelow(work, threshold) };
}

function shareBelow(values: readonly number[], threshold: number): number {
  return values.filter((value) => value < threshold).length / values.length;
}

/**
 * Probability that a piece of work is held to be likelier work than something that is none: 1 tells them apart
 * wholly, 0.5 is chance. Null when either kind is missing.
 */
export function scopeRanking(scopes: readonly Scope[]): number | null {
  const work = scopes.filter(({ isWork }) => isWork);
  const others = scopes.filter(({ isWork }) => !isWork);
  if (work.length === 0 || others.length === 0) return null;
  let points = 0;
  for (const one of work) {
    for (const other of others) {
      if (one.workProbability > other.workProbability) points += 1;
      else if (one.workProbability === other.workProbability) points += 0.5;
    }
  }
  return points / (work.length * others.length);
}
