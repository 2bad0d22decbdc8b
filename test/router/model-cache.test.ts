import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createJudge, fitLinearModel, type LinearModel } from "../../src/router/linear-model.ts";
import { encodeTrainingSet, TRAINING_SET_FILE } from "../../src/router/heads/training-set-file.ts";
import { encodeShippedModel, loadOrFitModel } from "../../src/router/model-cache.ts";
import { toTrainingLines, type TrainingLine } from "../../src/router/training-lines.ts";
import { smallTrainingSet } from "./heads/small-training-set.ts";

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "switchyard-models-"));
});
afterEach(async () => rm(cacheDir, { recursive: true, force: true }));

function linesWith(extra: string): TrainingLine[] {
  const texts = {
    debug: ["it crashes", "why does it fail"],
    docs: ["write the guide", `the readme ${extra}`],
  };
  return [
    ...Object.entries(texts).flatMap(([label, lines]) =>
      lines.map((text) => ({ text, label, area: "agent" as const, isExample: true })),
    ),
    { text: "hello you", label: "social", area: "front_door", isExample: true },
  ];
}

/** Loads through the cache and says how often it had to fit. */
async function load(lines = linesWith("x"), dir = cacheDir): Promise<{ model: LinearModel; fits: number }> {
  let fits = 0;
  const fit = async (given: readonly TrainingLine[]): Promise<LinearModel> => {
    fits += 1;
    return fitLinearModel(given);
  };
  const model = await loadOrFitModel(lines, { cacheDir: dir, fit });
  return { model, fits };
}

async function onlyFile(): Promise<string> {
  const [name = "", ...others] = await readdir(cacheDir);
  expect(others).toEqual([]);
  return join(cacheDir, name);
}

test("a second start loads what the first one fitted and judges alike", async () => {
  const first = await load();
  const second = await load();

  expect([first.fits, second.fits]).toEqual([1, 0]);
  for (const text of ["why does it crash", "the guide", ""]) {
    expect(createJudge(second.model)(text)).toEqual(createJudge(first.model)(text));
  }
});

test("who may only read gets what is kept, and else hears that it is not fitted", async () => {
  const readOnly = { cacheDir, isReadOnly: true, fit: fitLinearModel };

  await expect(loadOrFitModel(linesWith("x"), readOnly)).rejects.toMatchObject({
    code: "router.not_fitted",
  });
  expect(await readdir(cacheDir)).toEqual([]);
  const { model } = await load();
  expect(createJudge(await loadOrFitModel(linesWith("x"), readOnly))("it fails")).toEqual(
    createJudge(model)("it fails"),
  );
});

test("other training lines get a model of their own", async () => {
  await load(linesWith("x"));

  expect((await load(linesWith("y"))).fits).toBe(1);
  expect((await load(linesWith("x"))).fits).toBe(0);
});

test.each([
  ["empty", async (file: string) => truncate(file, 0)],
  ["half written", async (file: string) => truncate(file, 900)],
  ["something else", async (file: string) => writeFile(file, "not a model at all")],
  ["damaged in its last byte", async (file: string) => flip(file, -1)],
  ["damaged in its header", async (file: string) => flip(file, 20)],
])("a file that is %s is fitted anew and replaced", async (_name, damage) => {
  await load();
  await damage(await onlyFile());

  expect((await load()).fits).toBe(1);
  expect((await load()).fits).toBe(0);
});

test("a folder that cannot be used costs a fit and nothing else", async () => {
  const file = join(cacheDir, "occupied");
  await writeFile(file, "");

  expect((await load(linesWith("x"), join(file, "below"))).fits).toBe(1);
});

test("the folder is made, no draft stays behind, and foreign files are left alone", async () => {
  const dir = join(cacheDir, "a", "b");
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "notes.txt"), "mine");

  for (const [index, extra] of ["1", "2", "3", "4", "5"].entries()) {
    await load(linesWith(extra), dir);
    for (const name of await readdir(dir)) {
      if (name.endsWith(".bin")) await age(join(dir, name), index);
    }
  }

  const names = await readdir(dir);
  expect(names.filter((name) => name.endsWith(".bin"))).toHaveLength(3);
  expect(names.filter((name) => !name.endsWith(".bin"))).toEqual(["notes.txt"]);
  expect((await load(linesWith("5"), dir)).fits).toBe(0);
});

async function flip(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 0xff;
  await writeFile(file, bytes);
}

/** Older by a minute a round, so that the newest is clear however coarse the file system's clock is. */
async function age(file: string, round: number): Promise<void> {
  const time = new Date(Date.UTC(2026, 0, 1, 0, round));
  await utimes(file, time, time);
}

test("a shipped model is gone on from when its lines lie beside it and little is new", async () => {
  const lines = toTrainingLines(smallTrainingSet);
  const shipped = encodeShippedModel(lines, await fitLinearModel(lines));
  await writeFile(join(cacheDir, shipped.name), shipped.bytes);
  const set = encodeTrainingSet({ key: "any", set: smallTrainingSet });
  const more = { text: "a pergola", label: "gardener", area: "agent", isExample: true } as const;
  const fitted: number[] = [];
  const fit = async (given: readonly TrainingLine[]): Promise<LinearModel> => {
    fitted.push(given.length);
    return fitLinearModel(given);
  };

  await loadOrFitModel([...lines, more], { shippedDir: cacheDir, fit });
  await writeFile(join(cacheDir, TRAINING_SET_FILE), set);
  await loadOrFitModel([...lines, more], { shippedDir: cacheDir, fit });
  await loadOrFitModel(lines.slice(0, 60), { shippedDir: cacheDir, fit });

  expect(fitted).toEqual([lines.length + 1, 60]);
});
