/** A text as it is routed; `truncatedFrom` is its length before the cut, in UTF-16 units. */
export interface CutText {
  readonly text: string;
  readonly truncatedFrom?: number;
}

/** Longer texts are cut: a request is stated in its first and last lines, what lies between is mostly a paste. */
export const MAX_ROUTED_CHARS = 4000;

const HEAD_SHARE = 0.65;
/** How far the cut may move to land between two words. */
const SLACK_CHARS = 120;
const GAP = "\n[...]\n";

/** Keeps the head and the tail of a long text, each ending between words, so that a trailing question survives. */
export function cutText(text: string, maxChars: number = MAX_ROUTED_CHARS): CutText {
  if (text.length <= maxChars) return { text };
  const headChars = Math.floor(maxChars * HEAD_SHARE);
  const tailChars = maxChars - headChars - GAP.length;
  const head = text.slice(0, endOfWord(text, headChars));
  const tail = text.slice(startOfWord(text, text.length - tailChars));
  return { text: `${head}${GAP}${tail}`, truncatedFrom: text.length };
}

function endOfWord(text: string, at: number): number {
  for (let index = at; index > at - SLACK_CHARS && index > 0; index -= 1) {
    if (isSpace(text.charCodeAt(index))) return index;
  }
  return isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at;
}

function startOfWord(text: string, at: number): number {
  for (let index = at; index < at + SLACK_CHARS && index < text.length; index += 1) {
    if (isSpace(text.charCodeAt(index - 1))) return index;
  }
  return isLowSurrogate(text.charCodeAt(at)) ? at + 1 : at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
