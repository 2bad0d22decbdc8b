const MAX_LENGTH = 80;
/** Code units that one visible character may have; family emoji have eleven. */
const MAX_UNITS = 12;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Invisible characters that could reorder or hide text around a title. */
const UNSEEN = /[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+/gu;

/** The beginning of a request as a one-line title of at most 80 characters; empty when nothing readable is there. */
export function titleOf(text: string): string {
  const line = text.slice(0, 2000).replace(UNSEEN, " ").replace(/\s+/gu, " ").trim();
  // A line of few code units has few characters; only longer ones need a closer look.
  if (line.length <= MAX_LENGTH) return line;
  const lastBlank = line.lastIndexOf(" ", MAX_LENGTH - 1);
  return ended(lastBlank > MAX_LENGTH / 2 ? line.slice(0, lastBlank) : firstCharacters(line));
}

function ended(title: string): string {
  return `${title.replace(/[\s,;:.–-]+$/u, "")}…`;
}

/** A cut at a blank splits no character; anywhere else the graphemes must be counted, which is slow. */
function firstCharacters(line: string): string {
  const beginning = line.slice(0, MAX_LENGTH * MAX_UNITS);
  const characters = Array.from(segmenter.segment(beginning), (part) => part.segment);
  return characters.slice(0, MAX_LENGTH - 1).join("");
}
