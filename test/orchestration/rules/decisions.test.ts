import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("docs/decisions/0009-what-the-seed-leaves-open.md", "utf8");

function rowsOf(letter: string): string[][] {
  const lines = page.split("\n").filter((line) => new RegExp(`^\\| ${letter}\\d\\d `, "u").test(line));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function idsTo(letter: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => `${letter}${String(index + 1).padStart(2, "0")}`);
}

test("every contradiction of the source is decided", () => {
  const rows = rowsOf("C");

  expect(rows.map(([id]) => id)).toEqual(idsTo("C", 49));
  expect(rows.filter((cells) => cells.length !== 5 || cells.includes(""))).toEqual([]);
});

test("every open point of the source is decided", () => {
  const rows = rowsOf("O");

  expect(rows.map(([id]) => id)).toEqual(idsTo("O", 31));
  expect(rows.filter((cells) => cells.length !== 5 || cells.includes(""))).toEqual([]);
});
