import { hash } from "node:crypto";
import { z } from "zod";
import { decodeBinaryFile, encodeBinaryFile } from "./binary-file.ts";

/** A unit-length vector as one byte a number: `value = bytes[i] * scale`. */
export interface ByteVector {
  readonly bytes: Int8Array;
  readonly scale: number;
}

/** Vectors of texts by one encoder, in byte form: what is read back later is exactly what was used at first. */
export interface EmbeddingStore {
  readonly encoderId: string;
  /** Numbers in a vector. */
  readonly width: number;
  get(text: string): ByteVector | undefined;
  set(text: string, vector: Float32Array): void;
  /** Takes over what this one lacks; vectors of another encoder are left out, since they mean something else. */
  merge(other: EmbeddingStore): void;
  /** A store of these texts alone, as far as they are here. */
  only(texts: Iterable<string>): EmbeddingStore;
  /** By key; see `keyOfText`. */
  readonly vectors: ReadonlyMap<bigint, ByteVector>;
}

export function createEmbeddingStore(
  encoderId: string,
  width: number,
  entries: Iterable<readonly [bigint, ByteVector]> = [],
): EmbeddingStore {
  const vectors = new Map<bigint, ByteVector>(entries);
  return {
    encoderId,
    width,
    vectors,
    get: (text) => vectors.get(keyOfText(text)),
    set: (text, vector) => void vectors.set(keyOfText(text), toBytes(vector)),
    merge: (other) => {
      if (other.encoderId !== encoderId || other.width !== width) return;
      for (const [key, vector] of other.vectors) if (!vectors.has(key)) vectors.set(key, vector);
    },
    only: (texts) => {
      const kept = new Map<bigint, ByteVector>();
      for (const text of texts) {
        const key = keyOfText(text);
        const vector = vectors.get(key);
        if (vector !== undefined) kept.set(key, vector);
      }
      return createEmbeddingStore(encoderId, width, kept);
    },
  };
}

/** 64 bits of the text's SHA-256: that any two of a hundred thousand texts share one has odds of one in billions. */
function keyOfText(text: string): bigint {
  return hash("sha256", text, "buffer").readBigUInt64LE(0);
}

const LARGEST = 127;

/** The nearest byte form of a vector. */
export function toBytes(vector: Float32Array): ByteVector {
  let most = 0;
  for (const value of vector) most = Math.max(most, Math.abs(value));
  const scale = Math.fround(most === 0 ? 1 : most / LARGEST);
  return { bytes: Int8Array.from(vector, (value) => Math.round(value / scale)), scale };
}

const MAGIC = "SWEM";
const VERSION = 1;

const Header = z.strictObject({
  version: z.literal(VERSION),
  sha256: z.string(),
  encoderId: z.string(),
  width: z.number().int().positive(),
  count: z.number().int().nonnegative(),
});

/** The same entries give the same bytes, in whatever order they came in: keys, then scales, then vectors, by key. */
export function encodeEmbeddings({ encoderId, width, vectors }: EmbeddingStore): Buffer {
  const entries = [...vectors].sort(([a], [b]) => (a < b ? -1 : 1));
  const count = entries.length;
  const body = Buffer.alloc(count * (12 + width));
  for (const [at, [key, { bytes, scale }]] of entries.entries()) {
    body.writeBigUInt64LE(key, 8 * at);
    body.writeFloatLE(scale, 8 * count + 4 * at);
    body.set(new Uint8Array(bytes.buffer, bytes.byteOffset, width), 12 * count + width * at);
  }
  return encodeBinaryFile(MAGIC, { version: VERSION, encoderId, width, count }, body);
}

/** The store in a file; undefined when it is no such file, is damaged, or is of another encoder. */
export function decodeEmbeddings(file: Buffer, encoderId: string): EmbeddingStore | undefined {
  const read = decodeBinaryFile(file, MAGIC, Header);
  if (read?.header.encoderId !== encoderId) return undefined;
  const { width, count } = read.header;
  const { body } = read;
  if (body.length !== count * (12 + width)) return undefined;
  const entries = Array.from({ length: count }, (_, at): [bigint, ByteVector] => [
    body.readBigUInt64LE(8 * at),
    {
      scale: body.readFloatLE(8 * count + 4 * at),
      bytes: new Int8Array(body.buffer, body.byteOffset + 12 * count + width * at, width),
    },
  ]);
  return createEmbeddingStore(encoderId, width, entries);
}
