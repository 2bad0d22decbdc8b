import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readDocuments } from "../../src/facts/read-documents.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "switchyard-facts-"));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

test("reads documents in the order of their paths, without what is ignored or skipped", async () => {
  const files = ["b.md", "a.txt", "src/code.rs", "docs/c.rst", "vendor/d.md", "out/e.md"];
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), file);
  }
  await writeFile(join(root, ".gitignore"), "out/\n");

  const { documents } = await readDocuments(root, ["vendor/"]);

  expect(documents.map(({ file }) => file)).toEqual(["a.txt", "b.md", "docs/c.rst"]);
});

test("says why there is nothing to read", async () => {
  expect(await readDocuments(join(root, "gone"), [])).toMatchObject({
    documents: [],
    problem: "The workspace folder does not exist.",
  });
});
