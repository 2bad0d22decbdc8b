import { ENGLISH_WORDS, FOREIGN_WORDS } from "./foreign-words.ts";

const LETTER = /\p{L}/gu;
const LATIN_LETTER = /\p{Script=Latin}/gu;
/** Scripts that put no blanks between words. */
const UNSPACED =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|\p{Script=Khmer}|\p{Script=Lao}/gu;

/** Fewer say nothing: a name, a slip of the keyboard. */
const MIN_WORDS = 2;
const MIN_UNSPACED_LETTERS = 4;

/**
 * Whether a text reads like sentences of a language other than English: mostly letters of another script, or more
 * small words of one other language than English ones. Meant to keep such a request from being turned away, so a
 * blob, a log or a single word is never foreign.
 */
export function looksForeign(text: string): boolean {
  const letters = count(text, LETTER);
  if (letters === 0) return false;
  const words = text.toLowerCase().match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  if (count(text, LATIN_LETTER) * 2 < letters) {
    return words.length >= MIN_WORDS || count(text, UNSPACED) >= MIN_UNSPACED_LETTERS;
  }
  const english = new Set(words.filter((word) => ENGLISH_WORDS.has(word))).size;
  const foreign = Math.max(
    ...FOREIGN_WORDS.map((known) => new Set(words.filter((word) => known.has(word))).size),
  );
  return foreign >= MIN_WORDS && foreign > english;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
