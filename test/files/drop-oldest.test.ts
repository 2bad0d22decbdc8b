import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { dropOldest } from "../../src/files/drop-oldest.ts";

async function folderWith(names: readonly string[]): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-drop-"));
  onTestFinished(async () => rm(dir, { recursive: true, force: true }));
  for (const [second, name] of names.entries()) {
    await writeFile(join(dir, name), name);
    await utimes(join(dir, name), second + 1, second + 1);
  }
  return dir;
}

test("of the files that fit, those changed last stay, and others are left alone", async () => {
  const dir = await folderWith(["other.txt", "a.bin", "c.bin", "b.bin"]);

  await dropOldest(dir, { pattern: /\.bin$/u, keep: 2 });

  expect((await readdir(dir)).toSorted()).toEqual(["b.bin", "c.bin", "other.txt"]);
});

test("a folder that is not there is no error", async () => {
  await expect(dropOldest("/nowhere/at/all", { pattern: /./u, keep: 0 })).resolves.toBeUndefined();
});
