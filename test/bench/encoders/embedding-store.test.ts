import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { embedAll } from "../../../bench/encoders/embedding-store.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "embedding-store-"));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

/** Vectors that follow from the text, and a note of what was asked for. */
function createEncoder(id = "one") {
  const asked: string[] = [];
  return {
    id,
    width: 2,
    asked,
    encodeAll: async (texts: readonly string[]) => {
      asked.push(...texts);
      return texts.map((text) => Float32Array.of(text.length, id.length / 4));
    },
  };
}

test("gives one vector for each text, in order, and embeds a text that comes twice once", async () => {
  const encoder = createEncoder();

  const vectors = await embedAll(["aaa", "b", "aaa"], encoder, { dir });

  expect(vectors.map(([first]) => first)).toEqual([3, 1, 3]);
  expect(encoder.asked).toEqual(["aaa", "b"]);
});

test("a later run embeds only what is new and gives the same vectors", async () => {
  await embedAll(["aaa", "b"], createEncoder(), { dir });
  const encoder = createEncoder();

  const vectors = await embedAll(["b", "cccc", "aaa"], encoder, { dir });

  expect(encoder.asked).toEqual(["cccc"]);
  expect(vectors.map((vector) => [...vector])).toEqual([
    [1, 0.75],
    [4, 0.75],
    [3, 0.75],
  ]);
});

test("an encoder never gets the vectors of another one", async () => {
  await embedAll(["aaa"], createEncoder("one"), { dir });
  const other = createEncoder("other");

  await embedAll(["aaa"], other, { dir });

  expect(other.asked).toEqual(["aaa"]);
});

test("what an interrupted run left half written is cut off, and later records are found again", async () => {
  await embedAll(["aaa"], createEncoder(), { dir });
  const [file = ""] = await readdir(dir);
  await appendFile(join(dir, file), Buffer.alloc(7, 1));
  await embedAll(["b"], createEncoder(), { dir });
  const encoder = createEncoder();

  const vectors = await embedAll(["aaa", "b"], encoder, { dir });

  expect(encoder.asked).toEqual([]);
  expect(vectors.map(([first]) => first)).toEqual([3, 1]);
});

test("an encoder that leaves a text out is an error and nothing is kept for it", async () => {
  const short = { ...createEncoder(), encodeAll: async () => [] };

  await expect(embedAll(["aaa"], short, { dir })).rejects.toThrow("left a text out");
});
