import { expect, test } from "vitest";
import { shorten, toLine } from "../../src/text/shorten.ts";

test("shortens at a word where that costs little, never inside a character", () => {
  expect(shorten("one two three", 20)).toBe("one two three");
  expect(shorten("one two three four", 15)).toBe("one two three…");
  expect(shorten("x".repeat(30), 10)).toBe(`${"x".repeat(9)}…`);
  expect(shorten(`${"x".repeat(8)}😀😀`, 10)).toBe(`${"x".repeat(8)}…`);
});

test("a text of several lines and marks becomes one line", () => {
  expect(toLine(" one\r\n\ttwo\u202e \u0007three ")).toBe("one two three");
});
