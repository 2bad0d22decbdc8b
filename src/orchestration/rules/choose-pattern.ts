import { conditionHolds, type RequestFacts } from "./condition.ts";
import type { Pattern, PatternRules } from "./pattern-rules.ts";

/** The first task pattern whose `when` holds, else the first collaboration pattern, else `otherwise`. */
export function choosePattern(rules: PatternRules, facts: RequestFacts): Pattern {
  const all = [...rules.taskPatterns, ...rules.collaborationPatterns];
  return all.find((pattern) => pattern.when.some((one) => conditionHolds(one, facts))) ?? rules.otherwise;
}
