import type { Problem } from "../config/problem.ts";

/**
 * error: the definitions cannot be used, a start refuses them and a reload keeps the last good ones.
 * warning: usable, but `agents check` fails until it is put right (docs/decisions/0003).
 */
export type Severity = "error" | "warning";

export interface AgentProblem extends Problem {
  readonly severity: Severity;
}

/** By file, then line; problems of a whole file come first. */
export function sortProblems<T extends Problem>(problems: readonly T[]): T[] {
  return [...problems].sort(
    (a, b) => a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0) || a.key.localeCompare(b.key),
  );
}
