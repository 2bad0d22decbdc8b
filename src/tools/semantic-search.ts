import { createEmbeddingCache } from "../encoder/embedding-cache.ts";
import type { EmbeddingCache } from "../encoder/embedding-cache.ts";
import type { SentenceEncoder } from "../encoder/sentence-encoder.ts";
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { listFiles } from "../workspace/list-files.ts";
import { splitPassages } from "../workspace/passages.ts";
import { readTextFile } from "../workspace/read-text-file.ts";
import { redactSecrets } from "../workspace/redact-secrets.ts";
import type { Passage } from "../workspace/workspace-search.ts";

export interface SemanticAnswer {
  readonly passages: readonly Passage[];
  /** What was left out. */
  readonly note?: string;
  /** Why there is no answer at all. */
  readonly problem?: string;
}

export interface SemanticSearch {
  /** Never rejects. */
  search(
    root: string,
    request: { readonly query: string; readonly limit: number; readonly signal?: AbortSignal },
  ): Promise<SemanticAnswer>;
}

export interface SemanticDeps {
  /** Opened when somebody searches for the first time. Rejects where there is no model. */
  readonly encoder: () => Promise<SentenceEncoder>;
  readonly clock: Clock;
  /** Passages whose vectors are kept, over all searches. */
  readonly cacheSize: number;
  /** Passages of a workspace that are looked at. */
  readonly maxPassages: number;
  /** New vectors are made for so long in one search; the next one goes on. */
  readonly budgetMs: number;
}

const LIMITS = { maxFiles: 5_000, maxTotalBytes: 64 * 1_048_576, maxFileBytes: 256 * 1_024 };
const WINDOW = { maxLines: 40, overlapLines: 4 };
const BATCH = 16;
const EXCERPT_LINES = 30;

type Piece = Omit<Passage, "score" | "excerpt"> & { readonly text: string };

async function piecesOf(root: string, max: number): Promise<{ pieces: Piece[]; isCut: boolean }> {
  const { files, root: real } = await listFiles(root, { limits: LIMITS });
  const pieces: Piece[] = [];
  for (const { path } of files) {
    const text = await readTextFile(real, path, LIMITS.maxFileBytes);
    if (text === undefined) continue;
    for (const { startLine, endLine, text: body } of splitPassages(path, text, WINDOW))
      pieces.push({ path, startLine, endLine, text: body });
    if (pieces.length > max) return { pieces: pieces.slice(0, max), isCut: true };
  }
  return { pieces, isCut: false };
}

function keyOf({ path, text }: Piece): string {
  // Where something stands says what it is about as well.
  return `${path}\n${text}`;
}

function likeness(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function toPassage(piece: Piece, score: number): Passage {
  const { path, startLine, text } = piece;
  const lines = text.split("\n").slice(0, EXCERPT_LINES);
  const excerpt = redactSecrets(lines.join("\n"), { holdsKey: text.includes("PRIVATE KEY") });
  return { path, startLine, endLine: startLine + lines.length - 1, excerpt, score };
}

async function embedMissing(
  pieces: readonly Piece[],
  cache: EmbeddingCache,
  how: {
    readonly encoder: SentenceEncoder;
    readonly deps: SemanticDeps;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const { encoder, deps, signal } = how;
  const missing = pieces.filter((piece) => cache.get(keyOf(piece)) === undefined);
  const endMs = deps.clock.now() + deps.budgetMs;
  for (let from = 0; from < missing.length; from += BATCH) {
    if (signal?.aborted === true || deps.clock.now() > endMs) return;
    const batch = missing.slice(from, from + BATCH);
    const vectors = await encoder.encodeAll(batch.map(keyOf));
    for (const [index, piece] of batch.entries()) {
      const vector = vectors[index];
      if (vector !== undefined) cache.set(keyOf(piece), vector);
    }
  }
}

/** Search by meaning with the encoder of the router; vectors are kept by the text that they belong to. */
export function createSemanticSearch(deps: SemanticDeps): SemanticSearch {
  const cache = createEmbeddingCache(deps.cacheSize);
  return {
    async search(root, { query, limit, signal }) {
      try {
        const encoder = await deps.encoder();
        const { pieces, isCut } = await piecesOf(root, Math.min(deps.maxPassages, deps.cacheSize));
        await embedMissing(pieces, cache, { encoder, deps, signal });
        const asked = await encoder.encode(query);
        const known = pieces.flatMap((piece) => {
          const vector = cache.get(keyOf(piece));
          return vector === undefined ? [] : [{ piece, score: likeness(asked, vector) }];
        });
        const best = known.toSorted((a, b) => b.score - a.score).slice(0, limit);
        const passages = best.map(({ piece, score }) => toPassage(piece, score));
        if (known.length === pieces.length && !isCut) return { passages };
        const note = `${known.length} of ${pieces.length}${isCut ? " and more" : ""} passages were looked at so far`;
        return { passages, note };
      } catch (error) {
        return { passages: [], problem: `Search by meaning is not available: ${messageOf(error)}` };
      }
    },
  };
}
