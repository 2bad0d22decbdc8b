import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../clock.ts";
import type { FittedModel } from "../router/learning/router-version.ts";

/** A folder for what is fitted on trial, so that trials do not push out what is in use. */
export interface TrialFolder {
  readonly dir: string;
  /** Puts a model there that need not be fitted again. */
  add(model: FittedModel): Promise<void>;
  /** Runs a fit, and gives the model file that it left here, if it left one. */
  fit<Result>(run: () => Promise<Result>): Promise<{ readonly result: Result; readonly model?: FittedModel }>;
  /** Hands vectors that were computed here back to the folder of fitted models, and removes this one. */
  close(): Promise<void>;
}

const PREFIX = ".trial-";
const DAY_MS = 86_400_000;
/** Costly to make and true of a text whatever is fitted on it; the rest is each fit's own. */
const VECTORS = /^embeddings-[0-9a-f]+\.bin$/u;
/** In the order of preference: heads may have been fitted beside a linear model. */
const MODELS = [/^heads-[0-9a-f]+\.bin$/u, /^linear-[0-9a-f]+\.bin$/u];

export async function openTrialFolder(cacheDir: string): Promise<TrialFolder> {
  await mkdir(cacheDir, { recursive: true, mode: 0o700 });
  await dropAbandoned(cacheDir);
  const dir = await mkdtemp(join(cacheDir, PREFIX));
  await copyVectors(cacheDir, dir);
  return {
    dir,
    add: async ({ name, bytes }) => writeFile(join(dir, name), bytes, { mode: 0o600 }),
    async fit(run) {
      const before = new Set(await readdir(dir));
      const result = await run();
      const fresh = (await readdir(dir)).filter((name) => !before.has(name));
      const name = MODELS.flatMap((pattern) => fresh.filter((each) => pattern.test(each)))[0];
      return name === undefined
        ? { result }
        : { result, model: { name, bytes: await readFile(join(dir, name)) } };
    },
    async close() {
      await copyVectors(dir, cacheDir);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What a process that was ended in the middle left behind; no trial takes a day. */
async function dropAbandoned(cacheDir: string): Promise<void> {
  const names = (await readdir(cacheDir)).filter((name) => name.startsWith(PREFIX));
  for (const path of names.map((name) => join(cacheDir, name))) {
    const changedMs = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => systemClock.now(),
    );
    if (systemClock.now() - changedMs > DAY_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Without them texts are encoded once more, which costs time and nothing else. */
async function copyVectors(from: string, to: string): Promise<void> {
  const names = (await readdir(from).catch(() => [])).filter((name) => VECTORS.test(name));
  await Promise.all(
    names.map(async (name) => copyFile(join(from, name), join(to, name)).catch(() => undefined)),
  );
}
