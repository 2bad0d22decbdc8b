import { expect, test } from "vitest";
import { cutText, MAX_ROUTED_CHARS } from "../../src/router/cut-text.ts";

test("a text that fits stays as it is", () => {
  const text = "x".repeat(MAX_ROUTED_CHARS);

  expect(cutText(text)).toEqual({ text });
});

test("a longer text keeps its beginning and its end and says how long it was", () => {
  const text = `first ${"middle ".repeat(2_000)}last`;

  const cut = cutText(text);

  expect(cut.truncatedFrom).toBe(text.length);
  expect(cut.text.length).toBeLessThanOrEqual(MAX_ROUTED_CHARS);
  expect(cut.text).toMatch(/^first middle[\s\S]*\[\.\.\.\][\s\S]*middle last$/u);
});

test("the cuts fall between words", () => {
  const cut = cutText("abcdefghij ".repeat(1_000));

  const words = new Set(cut.text.split(/\s+/u));

  expect([...words].toSorted()).toEqual(["", "[...]", "abcdefghij"]);
});

test("a character of two halves is never split", () => {
  for (const lead of ["", "x"]) {
    const cut = cutText(`${lead}${"😀".repeat(4_000)}`);

    expect(cut.text).not.toMatch(/\p{Cs}/u);
  }
});
