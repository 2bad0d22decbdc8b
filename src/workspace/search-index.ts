import { setImmediate as nextTurn } from "node:timers/promises";
import MiniSearch, { type SearchResult } from "minisearch";
import {
  type Candidate,
  choosePassages,
  compareCandidates,
  type ExcerptLimits,
  findNamedPassages,
  type IndexedPassage,
  readPassage,
} from "./choose-passages.ts";
import { listFiles, type FileLimits, type WorkspaceFile } from "./list-files.ts";
import { isProse, splitPassages } from "./passages.ts";
import { MAX_QUERY_CHARS, queryTerms } from "./query-terms.ts";
import { readTextFile } from "./read-text-file.ts";
import { createTokeniser } from "./tokenise.ts";
import type { WorkspaceSearch, WorkspaceState } from "./workspace-search.ts";

export interface SearchLimits extends FileLimits, ExcerptLimits {
  /** Windows of lines kept in memory, the size of the index. */
  readonly maxPassages: number;
  /** How old the view of the folder may get before a search looks again. */
  readonly refreshEveryMs: number;
}

export interface WorkspaceSearchOptions {
  /** The folder, or undefined when none is configured: then every search is empty and `state` says why. */
  readonly root: string | undefined;
  readonly now: () => Date;
  readonly limits?: Partial<SearchLimits>;
}

const DEFAULT_LIMITS: SearchLimits = {
  maxFiles: 20_000,
  maxTotalBytes: 24 * 1024 * 1024,
  maxFileBytes: 512 * 1024,
  maxPassages: 40_000,
  refreshEveryMs: 3_000,
  excerptLines: 8,
  excerptLineChars: 120,
};

const NO_FOLDER =
  "No workspace is configured. Set SWITCHYARD_WORKSPACE or the workspace path in switchyard.yaml.";
/** Documents repeat the words of a request more than the code that it is about. */
const PROSE_FACTOR = 0.75;
/** One word out of this many says nothing about what the request is about; a hit must then have two. */
const MANY_TERMS = 4;
/** Hits looked at more closely. */
const MAX_HITS = 500;
/** Text handled before other work gets its turn. */
const CHARS_PER_TURN = 24 * 1024;
/** Files read together while the index is built; what they take in memory is bounded by the size of a file. */
const READ_AT_ONCE = 8;
/** When less than this share of the index is still good, building it anew is cheaper than patching it. */
const REBUILD_SHARE = 0.5;

interface AddOptions {
  readonly maxPassages: number;
  readonly pace: (chars: number) => Promise<void>;
}

interface Document {
  readonly id: number;
  readonly path: string;
  readonly heads: string;
  readonly body: string;
}

interface Index {
  engine: MiniSearch<Document>;
  readonly files: Map<string, WorkspaceFile>;
  readonly passages: Map<number, IndexedPassage>;
  readonly passagesByPath: Map<string, readonly IndexedPassage[]>;
  /** Where the files are, links resolved. */
  root: string;
  nextId: number;
  state: WorkspaceState;
}

function createEngine(): MiniSearch<Document> {
  return new MiniSearch<Document>({
    fields: ["path", "heads", "body"],
    tokenize: createTokeniser(),
    processTerm: (term) => term,
    searchOptions: {
      // Query terms arrive finished, see `queryTerms`.
      tokenize: (query) => query.split(" "),
      processTerm: (term) => term,
      boost: { path: 2.5, heads: 1.8, body: 1 },
      weights: { prefix: 0.3, fuzzy: 0.2 },
    },
  });
}

function isUnchanged(index: Index, file: WorkspaceFile): boolean {
  const known = index.files.get(file.path);
  return known !== undefined && known.sizeBytes === file.sizeBytes && known.mtimeMs === file.mtimeMs;
}

function clear(index: Index): void {
  index.engine = createEngine();
  index.files.clear();
  index.passages.clear();
  index.passagesByPath.clear();
}

function drop(index: Index, path: string): void {
  for (const passage of index.passagesByPath.get(path) ?? []) {
    index.engine.discard(passage.id);
    index.passages.delete(passage.id);
  }
  index.passagesByPath.delete(path);
  index.files.delete(path);
}

/**
 * Lets other work run each time enough text was handled, so that indexing never holds up the process for
 * long.
 */
function createPacer(): (chars: number) => Promise<void> {
  let since = 0;
  return async (chars) => {
    since += chars;
    if (since < CHARS_PER_TURN) return;
    since = 0;
    await nextTurn();
  };
}

/** Adds the windows of one file; stops quietly when the index is full. */
async function addText(index: Index, path: string, text: string, options: AddOptions): Promise<void> {
  const passages: IndexedPassage[] = [];
  index.passagesByPath.set(path, passages);
  for (const window of splitPassages(path, text)) {
    if (index.passages.size >= options.maxPassages) return;
    const id = index.nextId;
    index.nextId += 1;
    const passage = { id, path, startLine: window.startLine, endLine: window.endLine };
    passages.push(passage);
    index.passages.set(id, passage);
    index.engine.add({ id, path, heads: window.heads, body: window.text });
    await options.pace(window.text.length);
  }
}

async function addFiles(index: Index, files: readonly WorkspaceFile[], limits: SearchLimits): Promise<void> {
  const options = { maxPassages: limits.maxPassages, pace: createPacer() };
  for (let from = 0; from < files.length; from += READ_AT_ONCE) {
    const batch = files.slice(from, from + READ_AT_ONCE);
    const texts = await Promise.all(
      batch.map((file) => readTextFile(index.root, file.path, limits.maxFileBytes)),
    );
    for (const [at, file] of batch.entries()) {
      drop(index, file.path);
      await addText(index, file.path, texts[at] ?? "", options);
      // Only now: a file whose reading was cut short by an error is read again next time.
      index.files.set(file.path, file);
    }
  }
}

/** Brings the index in line with the folder: only files whose size or time changed are read again. */
async function refresh(index: Index, root: string, limits: SearchLimits): Promise<void> {
  const listing = await listFiles(root, { limits, isKnownText: (file) => isUnchanged(index, file) });
  if (listing.problem !== undefined) {
    clear(index);
    index.state = { fileCount: 0, notes: [], problem: listing.problem };
    return;
  }
  const kept = listing.files.filter((file) => isUnchanged(index, file)).length;
  if (listing.root !== index.root || kept < index.files.size * REBUILD_SHARE) clear(index);
  index.root = listing.root;
  const present = new Set(listing.files.map((file) => file.path));
  for (const path of index.files.keys()) if (!present.has(path)) drop(index, path);
  const changed = listing.files.filter((file) => !isUnchanged(index, file));
  await addFiles(index, changed, limits);
  const full = index.passages.size >= limits.maxPassages;
  const notes = full ? [...listing.notes, "The workspace is too large to search all of it."] : listing.notes;
  index.state = { fileCount: listing.files.length, notes };
}

function toCandidate(index: Index, result: SearchResult): Candidate | undefined {
  const passage = index.passages.get(Number(result.id));
  if (passage === undefined) return undefined;
  const score = isProse(passage.path) ? result.score * PROSE_FACTOR : result.score;
  return { passage, score, terms: new Set(result.terms) };
}

/** Short terms start or resemble too many others. */
function isLong(term: string): boolean {
  return term.length >= 5;
}

function textHits(index: Index, query: string): Candidate[] {
  const terms = queryTerms(query);
  if (terms.length === 0) return [];
  let results = index.engine.search(terms.join(" "), { prefix: isLong });
  const found = new Set(results.flatMap((result) => result.queryTerms));
  const unknown = new Set(terms.filter((term) => isLong(term) && !found.has(term)));
  if (unknown.size > 0) {
    // A word that is nowhere in the workspace may be a slip of the pen.
    const fuzzy = (term: string): number | false => (unknown.has(term) ? 0.2 : false);
    results = index.engine.search(terms.join(" "), { prefix: isLong, fuzzy });
  }
  const needed = terms.length >= MANY_TERMS ? 2 : 1;
  return results
    .filter((result) => result.queryTerms.length >= needed)
    .slice(0, MAX_HITS)
    .flatMap((result) => toCandidate(index, result) ?? [])
    .sort(compareCandidates);
}

/**
 * Search over a workspace folder with an index in memory. The index is built on first use and patched when
 * files changed, looked at no more often than `refreshEveryMs`; callers that come at the same time share one
 * build. Text is not kept, only where it is: excerpts are read from the files when they are asked for.
 */
export function createWorkspaceSearch(options: WorkspaceSearchOptions): WorkspaceSearch {
  const limits: SearchLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const index: Index = {
    engine: createEngine(),
    files: new Map(),
    passages: new Map(),
    passagesByPath: new Map(),
    root: options.root ?? "",
    nextId: 1,
    state: { fileCount: 0, notes: [], problem: NO_FOLDER },
  };
  let refreshedAtMs: number | undefined;
  let refreshing: Promise<void> | undefined;

  async function runRefresh(root: string): Promise<void> {
    try {
      await refresh(index, root, limits);
    } catch {
      index.state = { fileCount: 0, notes: [], problem: "The workspace folder could not be searched." };
    } finally {
      refreshedAtMs = options.now().getTime();
      refreshing = undefined;
    }
  }

  async function bringUpToDate(): Promise<void> {
    if (options.root === undefined) return;
    const isFresh =
      refreshedAtMs !== undefined && options.now().getTime() - refreshedAtMs < limits.refreshEveryMs;
    if (isFresh && refreshing === undefined) return;
    refreshing ??= runRefresh(options.root);
    await refreshing;
  }

  return {
    search: async (query, limit) => {
      await bringUpToDate();
      const hits = textHits(index, query);
      const named = findNamedPassages(query.slice(0, MAX_QUERY_CHARS), hits, index.passagesByPath);
      const { root } = index;
      const chosen = choosePassages([...named, ...hits], limit);
      const passages = await Promise.all(chosen.map((candidate) => readPassage(root, candidate, limits)));
      return passages.filter((passage) => passage !== undefined);
    },
    state: async () => {
      await bringUpToDate();
      return index.state;
    },
  };
}
