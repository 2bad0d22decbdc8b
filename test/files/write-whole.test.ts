import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeWhole } from "../../src/files/write-whole.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "write-whole-"));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

test("makes the folder, and takes the place of what was there", async () => {
  const file = join(dir, "new", "list.json");
  await writeWhole(file, "one");
  await writeWhole(file, "two");

  expect(await readFile(file, "utf8")).toBe("two");
  expect(await readdir(join(dir, "new"))).toEqual(["list.json"]);
});

test("keeps to itself what is private", async () => {
  const file = join(dir, "own", "words.bin");
  await writeWhole(file, Buffer.of(1, 2), { isPrivate: true });

  expect((await stat(file)).mode & 0o077).toBe(0);
  expect((await stat(join(dir, "own"))).mode & 0o077).toBe(0);
});

test("rejects where it cannot write, and leaves nothing behind", async () => {
  await mkdir(join(dir, "taken", "by-a-folder"), { recursive: true });

  await expect(writeWhole(join(dir, "taken"), "text")).rejects.toThrow("EISDIR");
  expect(await readdir(dir)).toEqual(["taken"]);
});
