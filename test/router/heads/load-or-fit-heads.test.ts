import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildHeads } from "../../../src/router/heads/build-heads.ts";
import { loadOrFitHeads } from "../../../src/router/heads/load-or-fit-heads.ts";
import { encodeTrainingSet, TRAINING_SET_FILE } from "../../../src/router/heads/training-set-file.ts";
import type { TrainingSet } from "../../../src/router/heads/training-set.ts";
import { createHashEncoder } from "../../fakes/hash-encoder.ts";
import { smallTrainingSet } from "./small-training-set.ts";

const encoder = createHashEncoder();
/** One example more. */
const changed: TrainingSet = {
  ...smallTrainingSet,
  examples: [
    ...smallTrainingSet.examples,
    { text: "new bricks", kind: "local", door: "work", primary: "gardener", acceptable: [] },
  ],
};

let dir: string;
let shippedDir: string;
let cacheDir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "heads-"));
  shippedDir = join(dir, "shipped");
  cacheDir = join(dir, "cache");
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

async function build(): Promise<void> {
  await buildHeads({ set: smallTrainingSet, encoder, dir: shippedDir, onStep: () => undefined });
}

test("shipped heads are used as they are, with their tuning and every vector", async () => {
  await build();

  const loaded = await loadOrFitHeads(smallTrainingSet, encoder, { shippedDir, cacheDir });

  expect(loaded).toMatchObject({ source: "shipped", encoded: 0 });
  expect(loaded.tuning?.bands.routeAt).toBeGreaterThan(0);
  expect(smallTrainingSet.examples.every(({ text }) => loaded.store.get(text) !== undefined)).toBe(true);
  expect((await readdir(shippedDir)).toSorted()).toEqual(["embeddings.bin", "heads.bin", "linear.bin"]);
});

test("for another training set only what is new is encoded, and the next start finds it", async () => {
  await build();
  const places = { shippedDir, cacheDir };

  const first = await loadOrFitHeads(changed, encoder, places);
  const second = await loadOrFitHeads(changed, encoder, places);

  expect(first).toMatchObject({ source: "fitted", encoded: 1 });
  expect(first.tuning).toBeDefined();
  expect(second).toMatchObject({ source: "cached", encoded: 0 });
  expect(second.heads).toEqual(first.heads);
  expect(second.store.get("new bricks")).toEqual(first.store.get("new bricks"));
});

test("with the shipped training set beside them, the shipped heads are gone on from", async () => {
  await build();
  const anew = await loadOrFitHeads(changed, encoder, { shippedDir: join(dir, "nowhere") });
  const bytes = encodeTrainingSet({ key: "any", set: smallTrainingSet });
  await writeFile(join(shippedDir, TRAINING_SET_FILE), bytes);

  const { heads, source } = await loadOrFitHeads(changed, encoder, { shippedDir });
  const shipped = await loadOrFitHeads(smallTrainingSet, encoder, { shippedDir });

  expect(source).toBe("fitted");
  expect(heads.complexity).toEqual(shipped.heads.complexity);
  expect(heads.primary).not.toEqual(shipped.heads.primary);
  expect(heads.primary).not.toEqual(anew.heads.primary);
  expect(heads.primary.temperature).toBe(shipped.heads.primary.temperature);
});

test("heads and vectors of another encoder are left alone", async () => {
  await build();
  const other = createHashEncoder({ width: 32 });

  const loaded = await loadOrFitHeads(smallTrainingSet, other, { shippedDir });

  expect(loaded.source).toBe("fitted");
  expect(loaded.encoded).toBe(new Set(smallTrainingSet.examples.map(({ text }) => text)).size);
  expect(loaded.tuning).toBeUndefined();
});

test("without any file, or with damaged ones, heads are fitted", async () => {
  await build();
  const file = join(shippedDir, "heads.bin");
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length - 9));

  const damaged = await loadOrFitHeads(smallTrainingSet, encoder, { shippedDir });
  const missing = await loadOrFitHeads(smallTrainingSet, encoder, { shippedDir: join(dir, "nowhere") });

  expect(damaged).toMatchObject({ source: "fitted", encoded: 0 });
  expect(missing.source).toBe("fitted");
  expect(missing.heads).toEqual(damaged.heads);
});

test("a cache that cannot be written costs nothing but time", async () => {
  await writeFile(join(dir, "file"), "");

  const loaded = await loadOrFitHeads(smallTrainingSet, encoder, { shippedDir, cacheDir: join(dir, "file") });

  expect(loaded.source).toBe("fitted");
});

test("of many fits the last few are kept", async () => {
  for (let at = 0; at < 5; at += 1) {
    const examples = smallTrainingSet.examples.slice(at);
    await loadOrFitHeads({ ...smallTrainingSet, examples }, encoder, { shippedDir, cacheDir });
  }

  const names = await readdir(cacheDir);
  expect(names.filter((name) => name.startsWith("heads-"))).toHaveLength(3);
  expect(names.filter((name) => name.startsWith("embeddings-"))).toHaveLength(1);
});

test("rejects when the encoder does", async () => {
  const broken = { ...encoder, encodeAll: async () => Promise.reject(new Error("no power")) };

  await expect(loadOrFitHeads(smallTrainingSet, broken, { shippedDir })).rejects.toThrow("no power");
});

test("who may only read gets what is there, and else hears that it is not fitted", async () => {
  await build();
  const places = { shippedDir, cacheDir };
  const readOnly = { ...places, isReadOnly: true };

  await expect(loadOrFitHeads(changed, encoder, readOnly)).rejects.toMatchObject({
    code: "router.not_fitted",
  });
  await expect(readdir(cacheDir)).rejects.toThrow("ENOENT");
  await loadOrFitHeads(changed, encoder, places);
  expect(await loadOrFitHeads(changed, encoder, readOnly)).toMatchObject({ source: "cached" });
});
