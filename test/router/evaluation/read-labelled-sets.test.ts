import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLabelledSets } from "../../../src/router/evaluation/read-labelled-sets.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-sets-"));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

async function write(name: string, ...lines: readonly object[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  return file;
}

test("a folder stands for its sets by name, and no set counts twice", async () => {
  const two = await write("two.jsonl", { text: "b", primary: null });
  const one = await write("one.jsonl", { text: "a", primary: "debug" });
  await write("notes.txt", {});

  const sets = await readLabelledSets([two, folder], ["debug"]);

  expect(sets.map(({ file, items }) => [file, items.length])).toEqual([
    [two, 1],
    [one, 1],
  ]);
});

test("the bad lines of all files are told at once", async () => {
  await write("one.jsonl", { text: "a", primary: "nobody" });
  await write("two.jsonl", { primary: null });

  const error: unknown = await readLabelledSets([folder], ["debug"]).catch((reason: unknown) => reason);

  expect(error).toMatchObject({ code: "router.bad_set" });
  expect(String(error)).toContain("one.jsonl:1 primary");
  expect(String(error)).toContain("two.jsonl:1 text");
});

test("what is not there, and a folder without sets, are errors that name the path", async () => {
  const empty = join(folder, "empty");
  await mkdir(empty);

  await expect(readLabelledSets([join(folder, "gone.jsonl")], [])).rejects.toMatchObject({
    code: "router.no_set",
    message: expect.stringContaining("gone.jsonl cannot be read: there is no such file") as string,
  });
  await expect(readLabelledSets([empty], [])).rejects.toThrow("empty has no .jsonl file");
});
