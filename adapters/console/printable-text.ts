/** Bidirectional embeddings, overrides and isolates: they can make a line read differently from what it says. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/gu;
const LINE_ENDS = /\r\n|[\r\u2028\u2029\u0085]/gu;
const LONE_SURROGATES = /\p{Surrogate}/gu;
/** Everything in C0 and C1 except tab and newline. */
const CONTROLS = /[^\P{Cc}\t\n]/gu;

/** The visible stand-in of a control character: `␛` for escape, a plain replacement mark beyond C0. */
function pictureOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

/**
 * Text that a terminal can show but not obey: escape sequences and other control characters become visible
 * marks, line ends become `\n`, tabs become spaces. Every string of outside origin passes here before it is printed.
 */
export function toPrintableText(text: string): string {
  return text
    .replace(LINE_ENDS, "\n")
    .replace(BIDI_CONTROLS, "")
    .replace(LONE_SURROGATES, "\ufffd")
    .replace(CONTROLS, pictureOf)
    .replaceAll("\t", "    ");
}

/** The same on one line, for labels, names and notes. */
export function toPrintableLine(text: string): string {
  return toPrintableText(text).replace(/\s+/gu, " ").trim();
}
