import type { Analysis } from "../tasks/analysis.ts";
import { RequestFlag, type RequestFacts } from "./rules/condition.ts";

/** An analysis as the conditions of the rule files see it. */
export function factsOf(analysis: Omit<Analysis, "intersections">): RequestFacts {
  return {
    requestType: analysis.requestType.value,
    complexity: analysis.complexity.value,
    flags: RequestFlag.options.filter((flag) => analysis.flags[flag].value),
    domains: analysis.domains.map(({ agent }) => agent),
  };
}
