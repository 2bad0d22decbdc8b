import type { Complexity } from "../router/route.ts";
import type { AssignmentRole } from "../tasks/task.ts";
import type { WorkloadRules } from "./rules/workload-rules.ts";

/** What one assignment costs, in units of one simple contribution. */
export function costOf(
  role: AssignmentRole,
  complexity: Complexity,
  { cost }: Pick<WorkloadRules, "cost">,
): number {
  return cost.perRole[role] * cost.perComplexity[complexity];
}

/** How many may support before a task of this complexity reaches its cost cap. */
export function supportWithinCap(complexity: Complexity, rules: Pick<WorkloadRules, "cost">): number {
  const left = rules.cost.capPerTask[complexity] - costOf("primary", complexity, rules);
  return Math.max(0, Math.floor(left / costOf("support", complexity, rules)));
}
