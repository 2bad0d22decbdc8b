import { LIMITS } from "./limits.ts";
import { cutLine } from "./cut-text.ts";

const FENCE = /^ {0,3}```([^`]*)$/u;
const CLOSER = "```";
/** Of the language behind a fence, so much is written again where a block goes on in the next part. */
const LANGUAGE_CHARS = 30;

interface Draft {
  readonly lines: string[];
  length: number;
}

/**
 * Cuts a text of Discord's Markdown into parts within `limit` characters, at paragraphs where that leaves no part
 * half empty, then lines, then blanks, and never inside a visible character. A code block that is cut is closed and
 * opened again. No part is blank, and nothing but line breaks and blanks at the cuts is lost.
 */
export function splitText(text: string, limit: number = LIMITS.content): string[] {
  const parts: string[] = [];
  let draft: Draft = { lines: [], length: 0 };
  let opener: string | undefined;

  /** What closing the open block, and opening it again, takes of a part. */
  const reserve = (): number => (opener === undefined ? 0 : CLOSER.length + 1);

  const flush = (keep: readonly string[] = []): void => {
    const closed = opener === undefined ? draft.lines : [...draft.lines, CLOSER];
    const part = closed.join("\n");
    if (part.trim() !== "") parts.push(part);
    draft = { lines: [], length: 0 };
    if (opener !== undefined) add(opener);
    for (const line of keep) add(line);
  };

  function add(line: string): void {
    draft.length += line.length + (draft.lines.length === 0 ? 0 : 1);
    draft.lines.push(line);
  }

  /** Room for one more line in this part. */
  const room = (): number => limit - draft.length - (draft.lines.length === 0 ? 0 : 1) - reserve();

  /** Makes room for a line that does not fit any more. */
  function nextPart(): void {
    const blank = opener === undefined ? draft.lines.lastIndexOf("") : -1;
    // A block that has ended is not torn apart at an empty line of its code.
    const isInBlock = blank < draft.lines.findLastIndex((line) => FENCE.test(line));
    const isFarIn = blank > 0 && !isInBlock && draft.lines.slice(0, blank).join("\n").length > limit / 2;
    flush(isFarIn ? draft.lines.splice(blank).slice(1) : []);
  }

  function addText(line: string): void {
    if (line.length > room() && draft.lines.length > (opener === undefined ? 0 : 1)) nextPart();
    if (line.length <= room()) {
      add(line);
      return;
    }
    const pieces = cutLine(line, room());
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) flush();
      add(piece);
    }
  }

  for (const line of text.split("\n")) {
    const fence = FENCE.exec(line);
    if (fence === null) addText(line);
    else if (opener === undefined) {
      const next = `${CLOSER}${(fence[1] ?? "").trim().slice(0, LANGUAGE_CHARS)}`;
      // A block that begins at the very end of a part begins in the next one.
      if (room() < next.length + 80 && draft.lines.length > 0) nextPart();
      opener = next;
      add(next);
    } else {
      opener = undefined;
      add(CLOSER);
    }
  }
  flush();
  return parts;
}
