import { stripVTControlCharacters } from "node:util";

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]/u;
const EMOJI = /^\p{Emoji_Presentation}|\ufe0f/u;
/** Scripts and blocks that terminals draw two cells wide (East Asian Wide and Fullwidth). */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
/** Every character up to here is one cell, which spares the segmenter most of its work. */
const PLAIN = /^[\u0020-\u024f]*$/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function widthOfGrapheme(grapheme: string): number {
  if (ZERO_WIDTH.test(grapheme)) return 0;
  return EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1;
}

/** How many terminal cells a line takes; colour codes count nothing. */
export function textWidth(text: string): number {
  const visible = text.includes("\u001b") ? stripVTControlCharacters(text) : text;
  if (PLAIN.test(visible)) return visible.length;
  let width = 0;
  for (const { segment } of segmenter.segment(visible)) width += widthOfGrapheme(segment);
  return width;
}

/** Cuts an uncoloured line to at most `columns` cells, with `…` where something is missing. */
export function truncateText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += widthOfGrapheme(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
