/** The structure of what somebody reads as one character: emoji with joiners, flags, letters with marks. */
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * The longest beginning of a text within `max` UTF-16 units that cuts no visible character apart; one that alone is
 * longer is cut between code points. Never empty for a text that is not, as long as `max` is 2 or more.
 */
export function takeWhole(text: string, max: number): string {
  if (text.length <= max) return text;
  // A window is enough: what comes long after the cut does not change it.
  const window = text.slice(0, max + 200);
  let end = 0;
  for (const { index, segment } of graphemes.segment(window)) {
    if (index + segment.length > max) break;
    end = index + segment.length;
  }
  if (end > 0) return text.slice(0, end);
  return text.slice(0, isHighSurrogate(text.charCodeAt(max - 1)) ? max - 1 : max);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd8_00 && unit <= 0xdb_ff;
}

/** Cuts a text to `max` units, with an ellipsis where something is missing. */
export function shortenWhole(text: string, max: number): string {
  return text.length <= max ? text : `${takeWhole(text, max - 1).trimEnd()}…`;
}

/** The pieces of one line, each within `max`; cut at blanks where there are any. Joined they are the line. */
export function cutLine(line: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > max) {
    const whole = takeWhole(rest, max);
    const blank = whole.lastIndexOf(" ");
    const end = blank > max / 2 ? blank + 1 : whole.length;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}

/** How many characters people see. */
export function countVisible(text: string): number {
  return Array.from(graphemes.segment(text)).length;
}
