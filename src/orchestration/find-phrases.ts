import type { Language } from "./rules.ts";

/** A request made ready for many phrase look-ups. */
export interface PhraseText {
  /** Lower-case words between single blanks, `|` where a clause ends, a blank at both ends. */
  readonly words: string;
  readonly language: Language;
}

/** Longer requests are judged by their beginning: pasted logs say little about size and urgency. */
const MAX_CHARACTERS = 20_000;

function toWords(text: string): string {
  const words = text
    .slice(0, MAX_CHARACTERS)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/['’`]/gu, "")
    .replace(/[.,;:!?]+(?=\s|$)|\n\s*\n/gu, " | ")
    .replace(/[^\p{L}\p{M}\p{N}_|+#%-]+/gu, " ")
    .trim();
  return ` ${words} `;
}

export function toPhraseText(text: string, language: Language): PhraseText {
  return { words: toWords(text), language };
}

const patterns = new Map<string, string>();

/** What to look for: ` crates io ` for a whole phrase, ` deploy` for `deploy*`. */
function patternOf(phrase: string): string {
  let pattern = patterns.get(phrase);
  if (pattern === undefined) {
    const open = phrase.endsWith("*");
    const words = toWords(open ? phrase.slice(0, -1) : phrase).replaceAll("|", " ");
    pattern = ` ${words.trim().replace(/\s+/gu, " ")}${open ? "" : " "}`;
    patterns.set(phrase, pattern);
  }
  return pattern;
}

/** True when the words before `at` turn what follows into its opposite: "not urgent", "not very urgent". */
function isNegated(text: PhraseText, at: number): boolean {
  const before = text.words.slice(Math.max(0, at - 60), at).split(" ");
  const last = before.at(-1) ?? "";
  const word = text.language.fillers.includes(last) ? (before.at(-2) ?? "") : last;
  return text.language.negations.includes(word);
}

function occurs(text: PhraseText, phrase: string): boolean {
  const pattern = patternOf(phrase);
  if (pattern.trim() === "") return false;
  let at = text.words.indexOf(pattern);
  while (at !== -1) {
    if (!isNegated(text, at)) return true;
    at = text.words.indexOf(pattern, at + 1);
  }
  return false;
}

/** The phrases that a text contains and does not negate, in the order given. */
export function findPhrases(text: PhraseText, phrases: readonly string[]): string[] {
  return phrases.filter((phrase) => occurs(text, phrase));
}
