import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { SentenceEncoder } from "../../src/encoder/sentence-encoder.ts";

export interface StoreOptions {
  /** Folder of the files, one for each encoder. */
  readonly dir: string;
  /** Called now and then with how many of the missing texts are embedded. */
  readonly onProgress?: (done: number, missing: number) => void;
}

const KEY_BYTES = 16;
const TEXTS_AT_ONCE = 256;

/**
 * The vectors of texts, in order: those that an earlier run computed from disk, the others computed and kept. A file
 * holds one record after another, the start of the text's SHA-256 and the vector; half a record at its end, which an
 * interrupted run leaves, is cut off.
 */
export async function embedAll(
  texts: readonly string[],
  encoder: Pick<SentenceEncoder, "id" | "width" | "encodeAll">,
  { dir, onProgress }: StoreOptions,
): Promise<readonly Float32Array[]> {
  const file = join(dir, `${hashOf(encoder.id).slice(0, 16)}-${encoder.width}.f32`);
  const known = await readRecords(file, encoder.width);
  const missing = [...new Set(texts)].filter((text) => !known.has(keyOf(text)));
  await mkdir(dir, { recursive: true });
  for (let at = 0; at < missing.length; at += TEXTS_AT_ONCE) {
    const part = missing.slice(at, at + TEXTS_AT_ONCE);
    const vectors = await encoder.encodeAll(part);
    const pairs = part.map((text, index) => [keyOf(text), present(vectors[index])] as const);
    await appendFile(file, Buffer.concat(pairs.map(([key, vector]) => toRecord(key, vector))));
    for (const [key, vector] of pairs) known.set(key, vector);
    onProgress?.(at + part.length, missing.length);
  }
  return texts.map((text) => present(known.get(keyOf(text))));
}

function present(vector: Float32Array | undefined): Float32Array {
  if (vector === undefined) throw new Error("the encoder left a text out");
  return vector;
}

async function readRecords(file: string, width: number): Promise<Map<string, Float32Array>> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  const size = KEY_BYTES + width * Float32Array.BYTES_PER_ELEMENT;
  const records = new Map<string, Float32Array>();
  // What is appended behind half a record would never be found again.
  if (bytes.length % size !== 0) await truncate(file, bytes.length - (bytes.length % size));
  for (let at = 0; at + size <= bytes.length; at += size) {
    const key = bytes.toString("hex", at, at + KEY_BYTES);
    // Copied: a view must start at a multiple of four bytes.
    const vector = new Float32Array(Uint8Array.from(bytes.subarray(at + KEY_BYTES, at + size)).buffer);
    records.set(key, vector);
  }
  return records;
}

function toRecord(key: string, vector: Float32Array): Buffer {
  return Buffer.concat([
    Buffer.from(key, "hex"),
    Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
  ]);
}

function keyOf(text: string): string {
  return hashOf(text).slice(0, 2 * KEY_BYTES);
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
