/** A window of consecutive lines of a file, the unit that search finds. */
export interface TextWindow {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  /** The headings and the first lines of definitions in it, joined by newlines. */
  readonly heads: string;
}

export interface SplitOptions {
  readonly maxLines: number;
  /** Lines repeated in the next window when no natural boundary was found. */
  readonly overlapLines: number;
  /** A line longer than this is cut: data in one long line says little and costs much. */
  readonly maxLineChars: number;
}

const DEFAULTS: SplitOptions = { maxLines: 80, overlapLines: 8, maxLineChars: 500 };

const PROSE = /\.(?:adoc|markdown|md|mdx|rst|txt)$/iu;
const HEADING = /^#{1,6}\s+\S/u;
const MODIFIERS =
  "(?:(?:abstract|async|const|default|export|extern|final|internal|private|protected|public|static|unsafe|override|pub(?:\\([a-z ]+\\))?)\\s+)*";
const KINDS =
  "(?:class|def|enum|fn|func|fun|function|impl|interface|macro_rules!|mod|module|namespace|record|struct|trait|type|union)";
const DEFINITION = new RegExp(
  String.raw`^[ \t]{0,8}(?:${MODIFIERS}${KINDS}\b|(?:describe|it|test)(?:\.[a-z]+)*\()`,
  "u",
);
/** Comments, attributes and decorators that belong to the definition below them. */
const ATTACHED = /^\s*(?:\/\/|\/\*|\*|#\[|#!\[|@|--)/u;
const MAX_ATTACHED_LINES = 12;
const MAX_HEAD_CHARS = 200;

/** True for documents written to be read rather than run. */
export function isProse(path: string): boolean {
  return PROSE.test(path);
}

function isHead(line: string, prose: boolean): boolean {
  return prose ? HEADING.test(line) : DEFINITION.test(line.slice(0, MAX_HEAD_CHARS));
}

/**
 * Where the window that starts at `start` should end (exclusive): at the last definition in its second half,
 * if any.
 */
function naturalEnd(
  lines: readonly string[],
  heads: ReadonlySet<number>,
  start: number,
  hardEnd: number,
): number {
  const earliest = start + Math.ceil((hardEnd - start) / 2);
  for (let at = hardEnd; at > earliest; at -= 1) {
    if (!heads.has(at)) continue;
    let end = at;
    while (end > earliest && at - end < MAX_ATTACHED_LINES && ATTACHED.test(lines[end - 1] ?? "")) end -= 1;
    return end;
  }
  return hardEnd;
}

/**
 * Splits a file into windows for search: cut at a heading or a definition where one is near, else by size
 * with some lines of overlap, so that what belongs together is found together. Every line is in at least one
 * window; blank windows are left out.
 */
export function splitPassages(path: string, text: string, options: Partial<SplitOptions> = {}): TextWindow[] {
  const { maxLines, overlapLines, maxLineChars } = { ...DEFAULTS, ...options };
  const prose = isProse(path);
  const lines = text.split(/\r\n|\n|\r/u).map((line) => line.slice(0, maxLineChars));
  const heads = new Set<number>();
  for (const [at, line] of lines.entries()) if (isHead(line, prose)) heads.add(at);
  const windows: TextWindow[] = [];
  let start = 0;
  while (start < lines.length) {
    const hardEnd = Math.min(lines.length, start + maxLines);
    const atTheEnd = hardEnd === lines.length;
    const end = atTheEnd ? hardEnd : naturalEnd(lines, heads, start, hardEnd);
    const body = lines.slice(start, end);
    if (body.some((line) => line.trim() !== "")) {
      const inside = body.filter((_, offset) => heads.has(start + offset));
      windows.push({
        startLine: start + 1,
        endLine: end,
        text: body.join("\n"),
        heads: inside.map((line) => line.trim().slice(0, MAX_HEAD_CHARS)).join("\n"),
      });
    }
    if (atTheEnd) break;
    start = end === hardEnd ? Math.max(start + 1, end - overlapLines) : end;
  }
  return windows;
}
