import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createWordpieceTokenizer } from "../../src/encoder/wordpiece-tokenizer.ts";
import { spellingTokenizer } from "./model-folder-kit.ts";

const UNCUT = 1_000_000;

interface Line {
  readonly text: string;
  readonly ids: readonly number[];
}

/** Texts with the ids that the Rust library gave them; make_tokenizer_ids.py beside the file wrote it. */
const LINES = readFileSync("test/fixtures/encoder/tokenizer-ids.jsonl", "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Line);

const shipped = createWordpieceTokenizer(readFileSync("models/router/tokenizer.json", "utf8"), {
  file: "models/router/tokenizer.json",
  maxTokens: UNCUT,
});
const spelling = createWordpieceTokenizer(spellingTokenizer(), { file: "tokenizer.json", maxTokens: 128 });

test("gives the ids of the library that the encoder was trained with, for all kinds of texts", () => {
  // Beyond 4,000 characters a text is cut first, which the other library knows nothing of.
  const comparable = LINES.filter(({ text }) => text.length <= 4_000);

  const different = comparable.filter(({ text, ids }) => shipped.tokenise(text).join() !== ids.join());

  expect(comparable.length).toBeGreaterThan(280);
  expect(different.map(({ text }) => text)).toEqual([]);
});

test("gives an empty text its opening and closing mark", () => {
  expect(spelling.tokenise("")).toEqual([2, 3]);
});

test("takes half a surrogate pair for nothing", () => {
  expect(spelling.tokenise("a\ud83d b\udd25")).toEqual(spelling.tokenise("a b"));
});

test("keeps the head and the tail of a text with more tokens than the encoder reads", () => {
  const short = spelling.tokenise("a ".repeat(120));
  const long = spelling.tokenise(`${"a ".repeat(500)}${"z ".repeat(500)}`);

  expect(short).toHaveLength(122);
  expect(long).toHaveLength(128);
  expect(long.slice(0, 2)).toEqual(short.slice(0, 2));
  expect(new Set(long.slice(1, 96))).toEqual(new Set(spelling.tokenise("a").slice(1, 2)));
  expect(new Set(long.slice(96, 127))).toEqual(new Set(spelling.tokenise("z").slice(1, 2)));
  expect(long.at(-1)).toBe(3);
});

test.each([
  ["is no JSON", "{"],
  ["is of another kind", '{"added_tokens": [], "model": {"type": "BPE", "unk_token": "?", "vocab": {}}}'],
  ["has no vocabulary", '{"added_tokens": [], "model": {"type": "WordPiece", "unk_token": "?"}}'],
  ["lacks parts", '{"added_tokens": [], "model": {"type": "WordPiece", "unk_token": "?", "vocab": {}}}'],
])("says that the model is corrupt when the file %s", (_name, json) => {
  const create = () => createWordpieceTokenizer(json, { file: "models/tokenizer.json", maxTokens: 8 });

  expect(create).toThrow(expect.objectContaining({ code: "router.model_corrupt" }) as Error);
  expect(create).toThrow(
    /^models\/tokenizer\.json is no WordPiece tokenizer: .+\. Install Switchyard again\.$/u,
  );
});
