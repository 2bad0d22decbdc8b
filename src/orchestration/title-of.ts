const MAX_LENGTH = 80;
/** Code units that one visible character may have; family emoji have eleven. */
const MAX_UNITS = 12;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Invisible characters that could reorder or hide text around a title. */
const UNSEEN = /[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+/gu;

/** The beginning of a request as a one-line title of at most 80 characters; empty when nothing readable is there. */
export function titleOf(text: string): string {
  const line = text.slice(0, 2000).replace(UNSEEN, " ").replace(/\s+/gu, " ").trim();
  // A line of few code units has few characters; only longer ones need the slow look at graphemes.
  if (line.length <= MAX_LENGTH) return line;
  const beginning = line.slice(0, MAX_LENGTH * MAX_UNITS);
  const characters = Array.from(segmenter.segment(beginning), (part) => part.segment);
  if (characters.length <= MAX_LENGTH) return line;
  const cut = characters.slice(0, MAX_LENGTH - 1).join("");
  const lastBlank = cut.lastIndexOf(" ");
  return `${(lastBlank > MAX_LENGTH / 2 ? cut.slice(0, lastBlank) : cut).replace(/[\s,;:.–-]+$/u, "")}…`;
}
