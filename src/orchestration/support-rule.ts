import type { Complexity } from "../router/route.ts";
import { findPhrases, type PhraseText } from "./find-phrases.ts";
import type { ComponentRow, SupportRule } from "./rules.ts";

export interface RuleCase {
  readonly text: PhraseText;
  readonly complexity: Complexity;
  readonly components: readonly ComponentRow[];
}

/** A phrase as people read it: `deploy*` as "deploy…". */
export function shownPhrase(phrase: string): string {
  return `"${phrase.replace(/\*$/u, "…")}"`;
}

/** Why the condition of a support rule holds, in words; undefined when it does not. Says nothing of `exceptFor`. */
export function whyRuleHolds(
  rule: SupportRule,
  { text, complexity, components }: RuleCase,
): string | undefined {
  const { complexity: levels = [], componentOwnersAtLeast = Infinity, phrases = [] } = rule.when;
  if (levels.includes(complexity)) return rule.title;
  const phrase = findPhrases(text, phrases)[0];
  if (phrase !== undefined) return `${rule.title} (${shownPhrase(phrase)})`;
  const owners = new Set(components.map((row) => row.primary));
  if (owners.size < componentOwnersAtLeast) return undefined;
  return `${rule.title} (${components.map((row) => row.component).join(", ")})`;
}
