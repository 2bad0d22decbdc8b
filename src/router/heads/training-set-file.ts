import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { decodeBinaryFile, encodeBinaryFile } from "./binary-file.ts";
import type { TrainingSet } from "./training-set.ts";

const MAGIC = "SWTS";
/** Counts up whenever the same sources would give another training set. */
export const TRAINING_SET_VERSION = 1;

const Header = z.strictObject({
  version: z.literal(TRAINING_SET_VERSION),
  sha256: z.string(),
  key: z.string(),
});

/** A training set with what it was read from, 64 hex digits. */
export interface StoredTrainingSet {
  readonly key: string;
  readonly set: TrainingSet;
}

/** Reading a set back takes a tenth of the time that making it from the requests takes. */
export function encodeTrainingSet({ key, set }: StoredTrainingSet): Buffer {
  const header = { version: TRAINING_SET_VERSION, key };
  return encodeBinaryFile(MAGIC, header, gzipSync(JSON.stringify(set), { level: 9 }));
}

/** In the folder of the shipped model, and in that of what is fitted here. */
export const TRAINING_SET_FILE = "training-set.bin";

/** The set in a folder, whatever it was made of; undefined when there is none or it is damaged. */
export async function readTrainingSet(dir: string): Promise<TrainingSet | undefined> {
  const bytes = await readFile(join(dir, TRAINING_SET_FILE)).catch(() => undefined);
  const read = bytes === undefined ? undefined : decodeBinaryFile(bytes, MAGIC, Header);
  return read === undefined ? undefined : parseSet(read.body);
}

/** The set in a file; undefined when it is no such file, is damaged, or was made from something else. */
export function decodeTrainingSet(file: Buffer, key: string): TrainingSet | undefined {
  const read = decodeBinaryFile(file, MAGIC, Header);
  if (read?.header.key !== key) return undefined;
  return parseSet(read.body);
}

/**
 * Its hash has been checked, and only encodeTrainingSet writes such files: parsing 20,000 examples again by a schema
 * would cost what the file is there to save.
 */
function parseSet(body: Buffer): TrainingSet {
  return JSON.parse(gunzipSync(body).toString("utf8")) as TrainingSet;
}
