import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SentenceEncoder } from "../../encoder/sentence-encoder.ts";
import { dropOldest } from "../../files/drop-oldest.ts";
import { writeWhole } from "../../files/write-whole.ts";
import { sha256Of } from "./binary-file.ts";
import { encodeMissing, toEmbeddedSet } from "./embed-training-set.ts";
import {
  createEmbeddingStore,
  decodeEmbeddings,
  encodeEmbeddings,
  type EmbeddingStore,
} from "./embedding-store.ts";
import { fitHeads } from "./fit-heads.ts";
import type { Heads, HeadsTuning } from "./heads.ts";
import { notFitted } from "../not-fitted.ts";
import { decodeHeads, encodeHeads, HEADS_VERSION, type StoredHeads } from "./heads-file.ts";
import { refitHeads } from "./refit-heads.ts";
import type { TrainingSet } from "./training-set.ts";
import { readTrainingSet } from "./training-set-file.ts";

export interface HeadsPlaces {
  /** With `heads.bin` and `embeddings.bin` of the shipped definitions; either may be missing. */
  readonly shippedDir: string;
  /** Where freshly fitted heads and new vectors are kept; absent: nowhere. */
  readonly cacheDir?: string;
  /** Takes what is there, and fits and writes nothing: `router.not_fitted` in its place. */
  readonly isReadOnly?: boolean;
  /** The set that the shipped files were fitted on, for who has read it. Default: read from `shippedDir`. */
  readonly shippedSet?: () => Promise<TrainingSet | undefined>;
}

export interface LoadedHeads {
  readonly heads: Heads;
  /** Absent: the shipped heads are missing or of another encoder. */
  readonly tuning?: HeadsTuning;
  /** Vectors of the set's texts; some lack when the heads could be loaded without them. */
  readonly store: EmbeddingStore;
  readonly source: "shipped" | "cached" | "fitted";
  /** Texts that had to be encoded. */
  readonly encoded: number;
}

/**
 * The heads for exactly this training set and encoder: the shipped ones, those of an earlier fit, or fresh ones, for
 * which only texts without a stored vector are encoded. Files that are missing or damaged cost time, never the start;
 * rejects only when the encoder does, or with `router.not_fitted` where nothing may be fitted.
 */
export async function loadOrFitHeads(
  set: TrainingSet,
  encoder: Pick<SentenceEncoder, "id" | "width" | "encodeAll">,
  places: HeadsPlaces,
): Promise<LoadedHeads> {
  const { shippedDir, cacheDir } = places;
  const shippedKey = keyOfSet(set, encoder.id);
  const shipped = await readHeads(join(shippedDir, "heads.bin"));
  const key = keyOfRefit(shippedKey, shipped);
  const files = cacheDir === undefined ? undefined : cacheFiles(cacheDir, key, encoder.id);
  const [cached, stored, kept] = await Promise.all([
    files === undefined ? undefined : readHeads(files.heads),
    readStore(join(shippedDir, "embeddings.bin"), encoder.id),
    files === undefined ? undefined : readStore(files.embeddings, encoder.id),
  ]);
  const store = createEmbeddingStore(encoder.id, encoder.width);
  for (const other of [stored, kept]) if (other !== undefined) store.merge(other);
  const tuning = shipped?.heads.encoderId === encoder.id ? shipped.tuning : undefined;
  const base = { store, encoded: 0, ...(tuning === undefined ? {} : { tuning }) };
  if (shipped?.key === shippedKey) return { ...base, heads: shipped.heads, source: "shipped" };
  if (cached?.key === key) return { ...base, heads: cached.heads, source: "cached" };

  if (places.isReadOnly === true) throw notFitted();
  const encoded = await encodeMissing(set, encoder, store);
  const heads = await goOn(set, store, { ...places, shipped });
  if (files !== undefined && cacheDir !== undefined) {
    const texts = set.examples.map(({ text }) => text);
    await keep(files.heads, encodeHeads({ key, heads }));
    if (encoded > 0) await keep(files.embeddings, encodeEmbeddings(store.only(texts)));
    for (const pattern of KEPT) await dropOldest(cacheDir, { pattern, keep: KEPT_FILES });
  }
  return { ...base, heads, source: "fitted", encoded };
}

/** From the shipped heads, where these are of nearly the same set in seconds; else anew. */
async function goOn(
  set: TrainingSet,
  store: EmbeddingStore,
  { shippedDir, shippedSet, shipped }: HeadsPlaces & { readonly shipped: StoredHeads | undefined },
): Promise<Heads> {
  if (shipped === undefined) return fitHeads(toEmbeddedSet(set, store));
  const base = await (shippedSet === undefined ? readTrainingSet(shippedDir) : shippedSet());
  const isKnown = base !== undefined && keyOfSet(base, store.encoderId) === shipped.key;
  const refitted = isKnown
    ? await refitHeads({ known: { set: base, heads: shipped.heads }, set, store })
    : undefined;
  return refitted ?? fitHeads(toEmbeddedSet(set, store), { from: shipped.heads });
}

/** Names what heads are made of, 64 hex digits. */
export function keyOfSet(set: TrainingSet, encoderId: string): string {
  return sha256Of(JSON.stringify([HEADS_VERSION, encoderId, set]));
}

/** Counts up whenever going on from the same heads would give others. */
const REFIT_VERSION = 1;

/** What is fitted here goes on from what is shipped, and is another thing beside another one. */
function keyOfRefit(key: string, shipped: StoredHeads | undefined): string {
  return sha256Of(JSON.stringify([REFIT_VERSION, key, shipped?.key ?? null]));
}

interface CacheFiles {
  readonly heads: string;
  readonly embeddings: string;
}

const SHORT = 16;
/** Enough for going back and forth between two versions of the agents. */
const KEPT_FILES = 3;
const KEPT = [/^heads-[0-9a-f]{16}\.bin$/u, /^embeddings-[0-9a-f]{16}\.bin$/u];

function cacheFiles(cacheDir: string, key: string, encoderId: string): CacheFiles {
  return {
    heads: join(cacheDir, `heads-${key.slice(0, SHORT)}.bin`),
    embeddings: join(cacheDir, `embeddings-${sha256Of(encoderId).slice(0, SHORT)}.bin`),
  };
}

async function readHeads(file: string): Promise<StoredHeads | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes === undefined ? undefined : decodeHeads(bytes);
}

/** The vectors in a file; undefined when it is missing, damaged or of another encoder. */
export async function readStore(file: string, encoderId: string): Promise<EmbeddingStore | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes === undefined ? undefined : decodeEmbeddings(bytes, encoderId);
}

/** What users taught the router may be in it, and a folder that cannot be written costs time only. */
async function keep(file: string, bytes: Buffer): Promise<void> {
  await writeWhole(file, bytes, { isPrivate: true }).catch(() => undefined);
}
