import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { importSets } from "../../../bench/public-intents/import-sets.ts";
import { readIntentSets } from "../../../bench/public-intents/intent-sets.ts";
import { parseCsv } from "../../../bench/public-intents/parse-csv.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "import-sets-"));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

test("quoted values keep commas, line ends and doubled quotes", () => {
  expect(parseCsv('text,category\r\n"say ""hi"", please",greet\n"two\nlines","x"\n')).toEqual([
    ["text", "category"],
    ['say "hi", please', "greet"],
    ["two\nlines", "x"],
  ]);
});

test("an empty value and a last line without an end are values too, an open quote is an error", () => {
  expect(parseCsv("a,,b")).toEqual([["a", "", "b"]]);
  expect(parseCsv("a,b\nc,")).toEqual([
    ["a", "b"],
    ["c", ""],
  ]);
  expect(() => parseCsv('"never closed')).toThrow("not closed");
});

test("what is imported can be read, with the texts that were drawn for validation back in BANKING77", async () => {
  for (const set of ["clinc", "hwu", "banking"]) {
    await mkdir(join(dir, "dialoglue", set), { recursive: true });
    for (const split of ["train", "val", "test", "train_10"]) {
      const rows = `"text","category"\n"${set} ${split}, one","label"\n"both","label"\n`;
      await writeFile(join(dir, "dialoglue", set, `${split}.csv`), rows);
    }
  }
  const clinc = join(dir, "data_full.json");
  const oos = [["nobody's", "oos"]];
  await writeFile(clinc, JSON.stringify({ oos_train: oos, oos_val: oos, oos_test: oos, train: [] }));

  await importSets({ dialoglue: join(dir, "dialoglue"), clinc, out: join(dir, "out") });

  const { sets, missing } = await readIntentSets(join(dir, "out"));
  expect(missing).toEqual([]);
  const banking = sets.find(({ name }) => name === "BANKING77");
  expect(banking?.train.map(({ text }) => text)).toEqual(["banking train, one", "both", "banking val, one"]);
  expect(banking?.valid).toEqual([]);
  expect(sets.find(({ name }) => name === "CLINC150")?.outOfScope.valid).toEqual([
    { text: "nobody's", label: "oos" },
  ]);
  expect(await readFile(join(dir, "out/hwu64/train_10.tsv"), "utf8")).toBe(
    "hwu train_10, one\tlabel\nboth\tlabel\n",
  );
});
