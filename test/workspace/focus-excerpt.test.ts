import { expect, test } from "vitest";
import { focusExcerpt } from "../../src/workspace/focus-excerpt.ts";

const OPTIONS = { terms: new Set(["pool", "exhaust"]), maxLines: 3, maxLineChars: 40 };

test("shows the lines with the most different matching words", () => {
  const lines = ["pool", "pool", "pool", "x", "if pool.is_exhausted()", "grow()", "y", "z"];

  expect(focusExcerpt(lines, 11, OPTIONS)).toEqual({
    startLine: 15,
    endLine: 17,
    text: "if pool.is_exhausted()\ngrow()\ny",
  });
});

test("leaves out blank lines at both ends and counts the lines it shows", () => {
  expect(focusExcerpt(["", "pool", "", ""], 1, OPTIONS)).toEqual({ startLine: 2, endLine: 2, text: "pool" });
});

test("centres a named line and stays inside the window", () => {
  const lines = ["a", "b", "c", "d", "e"];

  expect(focusExcerpt(lines, 101, { ...OPTIONS, line: 103 })).toMatchObject({ startLine: 102, endLine: 104 });
  expect(focusExcerpt(lines, 101, { ...OPTIONS, line: 101 })).toMatchObject({ startLine: 101, endLine: 103 });
  expect(focusExcerpt(lines, 101, { ...OPTIONS, line: 105 })).toMatchObject({ startLine: 103, endLine: 105 });
});

test("cuts long lines without breaking a character", () => {
  const text = focusExcerpt([`${"x".repeat(38)}😀😀`], 1, OPTIONS)?.text ?? "";

  expect(text).toBe(`${"x".repeat(38)}…`);
});

test("gives nothing for lines that are all blank", () => {
  expect(focusExcerpt(["", "   "], 1, OPTIONS)).toBeUndefined();
});
