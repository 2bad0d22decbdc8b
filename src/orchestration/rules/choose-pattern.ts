import { conditionHolds, type RequestFacts } from "./condition.ts";
import type { Pattern, PatternRules } from "./pattern-rules.ts";
import type { Playbook } from "./playbook.ts";

/** The first task pattern whose `when` holds, else the first collaboration pattern, else `otherwise`. */
export function choosePattern(rules: PatternRules, facts: RequestFacts): Pattern {
  const all = [...rules.taskPatterns, ...rules.collaborationPatterns];
  return all.find((pattern) => pattern.when.some((one) => conditionHolds(one, facts))) ?? rules.otherwise;
}

/** Patterns that a person may choose instead of the one that the rules chose, the simplest first. */
export function choosablePatterns({ patterns }: Pick<Playbook, "patterns">): { id: string; title: string }[] {
  const all = [patterns.otherwise, ...patterns.collaborationPatterns.toReversed(), ...patterns.taskPatterns];
  return all.map(({ id, title }) => ({ id, title }));
}
