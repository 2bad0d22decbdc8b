import { findPhrases, type PhraseText } from "./find-phrases.ts";
import type { ComponentRow, Rules } from "./rules.ts";

/** The components that a request names, in the order of the matrix. */
export function findComponents(text: PhraseText, rules: Rules): ComponentRow[] {
  return rules.components.filter((row) => findPhrases(text, row.when).length > 0);
}
