import type { Analysis } from "../tasks/analysis.ts";
import { reviewerFor } from "./rules/gate-rules.ts";
import type { IntersectionRow, IntersectionRules } from "./rules/intersection-rules.ts";
import type { SupportContext } from "./select-support.ts";

/** The rows that an analysis found, as the rules have them now. */
export function rowsOf({ intersections }: Analysis, { rows }: IntersectionRules): IntersectionRow[] {
  return intersections.flatMap(({ row }) => rows.find(({ id }) => id === row) ?? []);
}

/** Whom the decision matrix calls in, and who is kept free to judge, given who works on the task in any case. */
export function matrixSupport(
  analysis: Analysis,
  working: readonly string[],
  rules: IntersectionRules,
): Pick<SupportContext, "joining" | "reserved"> {
  const joining = analysis.intersections.flatMap(({ title, why, joins }) =>
    joins.map((agent) => ({ agent, reason: `${title}, by the matrix (${why})` })),
  );
  const busy = [...working, ...joining.map(({ agent }) => agent)];
  const judges = rowsOf(analysis, rules).flatMap(({ gate }) => reviewerFor(gate.reviewers, busy) ?? []);
  return { joining, reserved: new Set(judges) };
}
