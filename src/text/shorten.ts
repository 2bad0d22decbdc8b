/** Cuts a text to `maxChars` at the end of a word where that costs little, and marks the cut. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/u, "");
  const lastBlank = cut.search(/\s\S*$/u);
  const end = lastBlank > maxChars * 0.6 ? cut.slice(0, lastBlank) : cut;
  return `${end.replace(/[\s,;:.–-]+$/u, "")}…`;
}

/** A text as one line of printable characters, whatever it holds. */
export function toLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
}
