import { contentTerms } from "./tokenise.ts";

export interface Excerpt {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

export interface ExcerptOptions {
  /** The terms that matched. */
  readonly terms: ReadonlySet<string>;
  readonly maxLines: number;
  readonly maxLineChars: number;
  /** A line that must be shown, in the middle when there is room. */
  readonly line?: number;
}

/** What each line adds: rare terms count more than those on every other line. */
function weighLines(lines: readonly string[], terms: ReadonlySet<string>): ReadonlyMap<string, number>[] {
  const matches = lines.map((line) => contentTerms(line).filter((term) => terms.has(term)));
  const frequency = new Map<string, number>();
  for (const term of matches.flat()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return matches.map(
    (found) => new Map(found.map((term) => [term, 1 / Math.sqrt(frequency.get(term) ?? 1)])),
  );
}

/** A second line with the same term adds little: variety is what makes a passage telling. */
function scoreOf(lines: readonly ReadonlyMap<string, number>[]): number {
  const seen = new Set<string>();
  let score = 0;
  for (const line of lines) {
    for (const [term, weight] of line) {
      score += seen.has(term) ? weight * 0.2 : weight;
      seen.add(term);
    }
  }
  return score;
}

function bestStart(lines: readonly string[], options: ExcerptOptions): number {
  const weights = weighLines(lines, options.terms);
  let best = 0;
  let bestScore = -1;
  for (let start = 0; start === 0 || start + options.maxLines <= lines.length; start += 1) {
    // Among equals, the one that opens with a match: context below a match says more than context above it.
    const score =
      scoreOf(weights.slice(start, start + options.maxLines)) + scoreOf(weights.slice(start, start + 1)) / 5;
    if (score > bestScore) [best, bestScore] = [start, score];
  }
  return best;
}

function cut(line: string, maxChars: number): string {
  const trimmed = line.trimEnd();
  return trimmed.length <= maxChars
    ? trimmed
    : `${trimmed.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/u, "")}…`;
}

/**
 * The few lines of a window that show best why it matched. `lines` are the window's, the first one being line
 * `firstLine` of the file. Undefined when there is nothing but blank lines.
 */
export function focusExcerpt(
  lines: readonly string[],
  firstLine: number,
  options: ExcerptOptions,
): Excerpt | undefined {
  const wanted = options.line === undefined ? undefined : options.line - firstLine;
  const centred = wanted === undefined ? undefined : wanted - Math.floor(options.maxLines / 2);
  const latest = Math.max(0, lines.length - options.maxLines);
  let start = centred === undefined ? bestStart(lines, options) : Math.min(latest, Math.max(0, centred));
  let end = Math.min(lines.length, start + options.maxLines);
  while (start < end && (lines[start] ?? "").trim() === "") start += 1;
  while (end > start && (lines[end - 1] ?? "").trim() === "") end -= 1;
  if (start === end) return undefined;
  const text = lines
    .slice(start, end)
    .map((line) => cut(line, options.maxLineChars))
    .join("\n");
  return { startLine: firstLine + start, endLine: firstLine + end - 1, text };
}
