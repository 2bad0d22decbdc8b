import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  limitTexts,
  parseLabelledTexts,
  readIntentSets,
  toFolds,
} from "../../../bench/public-intents/intent-sets.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "intent-sets-"));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

async function write(file: string, ...lines: string[]): Promise<void> {
  const path = join(dir, file);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, `${lines.join("\n")}\n`);
}

test("a line is a text, a tab and a label; other tabs belong to the text", () => {
  const texts = parseLabelledTexts("where is my card\tcard_arrival\r\n\r\na\tb\tlabel\n", "f.tsv");

  expect(texts).toEqual([
    { text: "where is my card", label: "card_arrival" },
    { text: "a\tb", label: "label" },
  ]);
});

test("a line without a label is an error with its place", () => {
  expect(() => parseLabelledTexts("fine\tlabel\nnot fine\n", "f.tsv")).toThrow("f.tsv:2");
  expect(() => parseLabelledTexts("not fine\t\n", "f.tsv")).toThrow("f.tsv:1");
});

test("reads the sets that are there and names the files that are missing", async () => {
  await write("hwu64/train.tsv", "wake me up\talarm_set");
  await write("hwu64/test.tsv", "set an alarm\talarm_set");
  await write("clinc150/train.tsv", "hello\tgreeting");

  const { sets, missing } = await readIntentSets(dir);

  expect(sets.map(({ name, valid }) => [name, valid])).toEqual([["HWU64", []]]);
  expect(missing).toContain(join(dir, "clinc150", "test.tsv"));
  expect(missing).not.toContain(join(dir, "clinc150", "train.tsv"));
});

test("the few-shot split beside the set goes with the set's test texts, one of its own with its own", async () => {
  await write("hwu64/train.tsv", "a\tx");
  await write("hwu64/train_10.tsv", "few\tx");
  await write("hwu64/test.tsv", "whole\tx");
  await write("banking77/train.tsv", "a\tx");
  await write("banking77/test.tsv", "Whole\tx");
  await write("banking77_fs/train_10.tsv", "few\tx");
  await write("banking77_fs/test.tsv", "few whole\tx");

  const { sets } = await readIntentSets(dir);

  expect(sets.map(({ tenShotTest }) => tenShotTest[0]?.text)).toEqual(["few whole", "whole"]);
});

test("a set that is not asked for is neither read nor missed", async () => {
  await write("hwu64/train.tsv", "a\tx");
  await write("hwu64/test.tsv", "a\tx");

  expect((await readIntentSets(dir, ["banking77"])).sets).toEqual([]);
  expect((await readIntentSets(dir, ["hwu64"])).missing).toEqual([]);
});

const ITEMS = "aaaabbc".split("").map((label, at) => ({ text: `${at}`, label }));

test("a limit takes texts of every label before a second one of any", () => {
  expect(limitTexts(ITEMS, 3).map(({ label }) => label)).toEqual(["a", "b", "c"]);
  expect(limitTexts(ITEMS, 5).map(({ label }) => label)).toEqual(["a", "b", "c", "a", "b"]);
  expect(limitTexts(ITEMS, 99)).toEqual(ITEMS);
});

test("folds hold every text once and share out each label", () => {
  const folds = toFolds(ITEMS, 2);

  expect(folds.map((fold) => fold.map(({ label }) => label).join(""))).toEqual(["aabc", "aab"]);
  expect(folds.flat()).toHaveLength(ITEMS.length);
});
