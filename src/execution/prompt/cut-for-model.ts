/** Room for the note that says how much is missing. */
const NOTE_CHARS = 60;
/** Of what is kept, so much is the beginning; errors and results are often at the end. */
const HEAD_SHARE = 0.7;

/** The beginning and the end of a text that is too long, with a line between that says how much was left out. */
export function cutForModel(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const room = Math.max(0, maxChars - NOTE_CHARS);
  const head = text.slice(0, Math.ceil(room * HEAD_SHARE)).replace(/[\ud800-\udbff]$/u, "");
  const tail = text.slice(text.length - Math.floor(room * (1 - HEAD_SHARE))).replace(/^[\udc00-\udfff]/u, "");
  const left = text.length - head.length - tail.length;
  return `${head}\n[… ${left} of ${text.length} characters left out …]\n${tail}`;
}
