import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LINEAR_MODEL_VERSION, type LinearModel } from "./linear-model.ts";
import { decodeModel, encodeModel } from "./model-file.ts";
import type { TrainingLine } from "./training-lines.ts";

export interface ModelPlaces {
  /** Where fitted models are kept; absent: nowhere. */
  readonly cacheDir?: string;
  /** With `linear.bin`, the model of the shipped definitions; absent: there is none. */
  readonly shippedDir?: string;
}

export interface ModelCacheOptions extends ModelPlaces {
  readonly fit: (lines: readonly TrainingLine[]) => Promise<LinearModel>;
}

/** Enough for going back and forth between two versions of the agents. */
const KEPT_FILES = 3;
const SHIPPED = "linear.bin";
const FILE_NAME = /^linear-[0-9a-f]{16}\.bin$/u;

/**
 * The model fitted on exactly these lines by this version of the code: the shipped one, or from the cache folder when
 * it is there and whole, else freshly fitted and kept. The cache is a convenience: a folder that cannot be read or written costs
 * time, never the start.
 */
export async function loadOrFitModel(
  lines: readonly TrainingLine[],
  { cacheDir, shippedDir, fit }: ModelCacheOptions,
): Promise<LinearModel> {
  const key = keyOf(lines);
  const shipped = shippedDir === undefined ? undefined : await readKept(join(shippedDir, SHIPPED), key);
  if (shipped !== undefined) return shipped;
  if (cacheDir === undefined) return fit(lines);
  const file = join(cacheDir, `linear-${key.slice(0, 16)}.bin`);
  const kept = await readKept(file, key);
  if (kept !== undefined) return kept;
  const model = await fit(lines);
  await keep(file, encodeModel(model, key), cacheDir);
  return model;
}

/** The file that `loadOrFitModel` finds in a shipped folder. */
export function encodeShippedModel(
  lines: readonly TrainingLine[],
  model: LinearModel,
): { readonly name: string; readonly bytes: Buffer } {
  return { name: SHIPPED, bytes: encodeModel(model, keyOf(lines)) };
}

function keyOf(lines: readonly TrainingLine[]): string {
  return createHash("sha256")
    .update(JSON.stringify([LINEAR_MODEL_VERSION, lines]))
    .digest("hex");
}

async function readKept(file: string, key: string): Promise<LinearModel | undefined> {
  try {
    return decodeModel(await readFile(file), key);
  } catch {
    return undefined;
  }
}

/** Written beside and renamed, so that a reader sees the old file, the new one or none, never half of one. */
async function keep(file: string, bytes: Buffer, cacheDir: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await mkdir(cacheDir, { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, file);
    await dropOldest(cacheDir);
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

async function dropOldest(cacheDir: string): Promise<void> {
  const names = (await readdir(cacheDir)).filter((name) => FILE_NAME.test(name));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(cacheDir, name);
      return { path, changedMs: (await stat(path)).mtimeMs };
    }),
  );
  const old = files.sort((a, b) => b.changedMs - a.changedMs).slice(KEPT_FILES);
  await Promise.all(old.map(({ path }) => rm(path, { force: true })));
}
