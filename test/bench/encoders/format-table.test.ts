import { expect, test } from "vitest";
import { formatTable } from "../../../bench/encoders/format-table.ts";

test("figures stand to the right of their columns and words to the left", () => {
  const table = formatTable(
    ["peer", "ms", "source"],
    [
      ["a", "1.5", "here"],
      ["longer", "12.25", "elsewhere"],
    ],
  );

  expect(table.split("\n")).toEqual([
    "peer       ms  source",
    "------  -----  ---------",
    "a         1.5  here",
    "longer  12.25  elsewhere",
  ]);
});

test("a cell that is absent is shown as a dash, a row that is short is filled up", () => {
  const table = formatTable(["peer", "ms", "MB"], [["a", undefined, "3"], ["b"]]);

  expect(table.split("\n").slice(2)).toEqual(["a      -   3", "b      -   -"]);
});
