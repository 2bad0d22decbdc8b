import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dropOldest } from "../files/drop-oldest.ts";
import { writeWhole } from "../files/write-whole.ts";
import { LINEAR_MODEL_VERSION, type LinearModel } from "./linear-model.ts";
import type { TrainingSet } from "./heads/training-set.ts";
import { readTrainingSet } from "./heads/training-set-file.ts";
import { decodeModel, encodeModel, keyInFile } from "./model-file.ts";
import { notFitted } from "./not-fitted.ts";
import { refitLinearModel } from "./refit-linear-model.ts";
import { toTrainingLines, type TrainingLine } from "./training-lines.ts";

export interface ModelPlaces {
  /** Where fitted models are kept; absent: nowhere. */
  readonly cacheDir?: string;
  /** Takes what is there, and fits and writes nothing: `router.not_fitted` in its place. */
  readonly isReadOnly?: boolean;
  /** With `linear.bin`, the model of the shipped definitions; absent: there is none. */
  readonly shippedDir?: string;
  /** The set that the shipped files were fitted on, for who has read it. Default: read from `shippedDir`. */
  readonly shippedSet?: () => Promise<TrainingSet | undefined>;
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
 * time, never the start. Rejects only with `router.not_fitted`, where nothing may be fitted.
 */
export async function loadOrFitModel(
  lines: readonly TrainingLine[],
  { fit, ...places }: ModelCacheOptions,
): Promise<LinearModel> {
  const { cacheDir, shippedDir } = places;
  const shippedKey = keyOf(lines);
  const bytes = shippedDir === undefined ? undefined : await read(join(shippedDir, SHIPPED));
  const shipped = bytes === undefined ? undefined : decodeModel(bytes, shippedKey);
  if (shipped !== undefined) return shipped;
  const fitOn = async (): Promise<LinearModel> => {
    if (places.isReadOnly === true) throw notFitted();
    return (await goOn(lines, places, bytes)) ?? fit(lines);
  };
  if (cacheDir === undefined) return fitOn();
  const key = keyOfRefit(shippedKey, bytes === undefined ? undefined : keyInFile(bytes));
  const file = join(cacheDir, `linear-${key.slice(0, 16)}.bin`);
  const cached = await read(file);
  const kept = cached === undefined ? undefined : decodeModel(cached, key);
  if (kept !== undefined) return kept;
  const model = await fitOn();
  await writeWhole(file, encodeModel(model, key))
    .then(async () => dropOldest(cacheDir, { pattern: FILE_NAME, keep: KEPT_FILES }))
    .catch(() => undefined);
  return model;
}

/** From the shipped model, where that is of nearly the same lines; undefined otherwise. */
async function goOn(
  lines: readonly TrainingLine[],
  { shippedDir, shippedSet }: ModelPlaces,
  bytes: Buffer | undefined,
): Promise<LinearModel | undefined> {
  if (shippedDir === undefined || bytes === undefined) return undefined;
  const set = await (shippedSet === undefined ? readTrainingSet(shippedDir) : shippedSet());
  const known = set === undefined ? undefined : toTrainingLines(set);
  const model = known === undefined ? undefined : decodeModel(bytes, keyOf(known));
  return known === undefined || model === undefined
    ? undefined
    : refitLinearModel({ lines: known, model }, lines);
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

/** Counts up whenever going on from the same model would give another one. */
const REFIT_VERSION = 1;

/** What is fitted here goes on from what is shipped, and is another thing beside another one. */
function keyOfRefit(key: string, shippedKey: string | undefined): string {
  return createHash("sha256")
    .update(JSON.stringify([REFIT_VERSION, key, shippedKey ?? null]))
    .digest("hex");
}

async function read(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch(() => undefined);
}
