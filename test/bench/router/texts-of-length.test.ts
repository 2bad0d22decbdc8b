import { expect, test } from "vitest";
import { textsOfLength } from "../../../bench/router/texts-of-length.ts";

/** Two marks, and one token for every three characters of a word. */
function countTokens(text: string): number {
  return 2 + text.split(" ").reduce((sum, word) => sum + Math.ceil(word.length / 3), 0);
}

const WORDS = Array.from({ length: 200 }, (_, at) => `${"word".repeat(at % 3)}${at.toString(36)}`);

test("every text has exactly as many tokens as asked for, and no two are the same", () => {
  const texts = textsOfLength(WORDS, { tokens: 16, count: 12 }, countTokens);

  expect(texts).toHaveLength(12);
  expect(new Set(texts).size).toBe(12);
  expect(texts.map(countTokens)).toEqual(texts.map(() => 16));
});

test("a word that is longer than the whole text is passed over", () => {
  const texts = textsOfLength(["x".repeat(300), "abc", "def"], { tokens: 4, count: 1 }, countTokens);

  expect(texts).toEqual(["abc def"]);
});

test("words that do not suffice are used once more, from the last to the first", () => {
  expect(textsOfLength(["abc", "def"], { tokens: 4, count: 2 }, countTokens)).toEqual(["abc def", "def abc"]);
});

test("too few words are an error and not fewer texts", () => {
  expect(() => textsOfLength(["abc", "def"], { tokens: 4, count: 3 }, countTokens)).toThrow("give 2 texts");
});
