import { focusExcerpt } from "./focus-excerpt.ts";
import { filesMeant, findPathMentions } from "./path-mentions.ts";
import { readTextFile } from "./read-text-file.ts";
import { redactSecrets } from "./redact-secrets.ts";
import type { Passage } from "./workspace-search.ts";

/** A window of lines as the index knows it: where it is, not what it says. */
export interface IndexedPassage {
  readonly id: number;
  readonly path: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
}

export interface Candidate {
  readonly passage: IndexedPassage;
  readonly score: number;
  /** The terms that matched, to find the lines worth showing. */
  readonly terms: ReadonlySet<string>;
  /** The line that the query names. */
  readonly line?: number;
}

export interface ExcerptLimits {
  readonly maxFileBytes: number;
  readonly excerptLines: number;
  readonly excerptLineChars: number;
}

const PER_FILE = 2;
/** Hits weaker than this share of the best one are noise. */
const MIN_SHARE_OF_BEST = 0.15;
/** A file that the query names goes before the best hit by words, which is at most this much weaker. */
const NAMED_FACTOR = 1.5;

/**
 * Best first; equal scores in the order of the files, so that the answer does not depend on the index's
 * history.
 */
export function compareCandidates(a: Candidate, b: Candidate): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.passage.path !== b.passage.path) return a.passage.path < b.passage.path ? -1 : 1;
  return a.passage.startLine - b.passage.startLine;
}

/**
 * Passages of the files that a query names: the line it names, else the best hit in that file, else its
 * start.
 */
export function findNamedPassages(
  query: string,
  hits: readonly Candidate[],
  passagesByPath: ReadonlyMap<string, readonly IndexedPassage[]>,
): readonly Candidate[] {
  const score = (hits[0]?.score ?? 1) * NAMED_FACTOR;
  return findPathMentions(query).flatMap(({ path: named, line }) =>
    filesMeant(named, passagesByPath.keys()).flatMap((path) => {
      const passages = passagesByPath.get(path) ?? [];
      const atLine =
        line === undefined
          ? undefined
          : passages.find(({ startLine, endLine }) => startLine <= line && line <= endLine);
      const best = hits.find((hit) => hit.passage.path === path);
      if (atLine !== undefined && line !== undefined) {
        return [{ passage: atLine, score, terms: best?.terms ?? new Set<string>(), line }];
      }
      if (best !== undefined) return [{ ...best, score }];
      const [first] = passages;
      return first === undefined ? [] : [{ passage: first, score, terms: new Set<string>() }];
    }),
  );
}

/**
 * The best of candidates that are sorted best first: no file more than twice, overlapping windows once, no
 * noise.
 */
export function choosePassages(candidates: readonly Candidate[], limit: number): readonly Candidate[] {
  const chosen: Candidate[] = [];
  const best = candidates[0]?.score ?? 0;
  for (const candidate of candidates) {
    if (chosen.length >= limit || candidate.score < best * MIN_SHARE_OF_BEST) break;
    const { path, startLine, endLine } = candidate.passage;
    const sameFile = chosen.map(({ passage }) => passage).filter((passage) => passage.path === path);
    const overlaps = sameFile.some((passage) => passage.startLine <= endLine && startLine <= passage.endLine);
    if (sameFile.length < PER_FILE && !overlaps) chosen.push(candidate);
  }
  return chosen;
}

/** Reads the lines worth showing from the file as it is now; undefined when they are gone. */
export async function readPassage(
  root: string,
  { passage, score, terms, line }: Candidate,
  limits: ExcerptLimits,
): Promise<Passage | undefined> {
  const text = await readTextFile(root, passage.path, limits.maxFileBytes);
  if (text === undefined) return undefined;
  const window = text.split(/\r\n|\n|\r/u).slice(passage.startLine - 1, passage.endLine);
  const lines = redactSecrets(window.join("\n"), { holdsKey: text.includes("PRIVATE KEY") }).split("\n");
  const excerpt = focusExcerpt(lines, passage.startLine, {
    terms,
    maxLines: limits.excerptLines,
    maxLineChars: limits.excerptLineChars,
    ...(line === undefined ? {} : { line }),
  });
  if (excerpt === undefined) return undefined;
  const { startLine, endLine } = excerpt;
  return { path: passage.path, startLine, endLine, excerpt: excerpt.text, score };
}
