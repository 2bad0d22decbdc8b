import fc from "fast-check";
import { expect, test } from "vitest";
import { splitPassages } from "../../src/workspace/passages.ts";

function numbered(count: number): string {
  return Array.from({ length: count }, (_, at) => `line ${at + 1}`).join("\n");
}

test("keeps a short file whole", () => {
  expect(splitPassages("a.txt", "one\r\ntwo\nthree")).toEqual([
    { startLine: 1, endLine: 3, text: "one\ntwo\nthree", heads: "" },
  ]);
});

test("overlaps windows where there is no natural boundary", () => {
  const windows = splitPassages("a.txt", numbered(25), { maxLines: 10, overlapLines: 3 });

  expect(windows.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
    [1, 10],
    [8, 17],
    [15, 24],
    [22, 25],
  ]);
});

test("ends a window where the next function begins, with its comment and attribute", () => {
  const lines = numbered(20).split("\n");
  lines[6] = "/// Frees a block.";
  lines[7] = "#[inline]";
  lines[8] = "pub(crate) unsafe fn release(block: Block) {";

  const windows = splitPassages("pool.rs", lines.join("\n"), { maxLines: 10, overlapLines: 2 });

  expect(windows[0]).toMatchObject({ startLine: 1, endLine: 6 });
  expect(windows[1]).toMatchObject({ startLine: 7, heads: "pub(crate) unsafe fn release(block: Block) {" });
});

test("splits documents at headings, and takes no comment of a script for one", () => {
  const lines = numbered(16).split("\n");
  lines[8] = "## Memory pools";

  const document = splitPassages("guide.md", lines.join("\n"), { maxLines: 10, overlapLines: 2 });
  const script = splitPassages("run.sh", lines.join("\n"), { maxLines: 10, overlapLines: 2 });

  expect(document.map(({ endLine, heads }) => [endLine, heads])).toEqual([
    [8, ""],
    [16, "## Memory pools"],
  ]);
  expect(script[0]?.endLine).toBe(10);
});

test("leaves out blank windows and cuts very long lines", () => {
  expect(splitPassages("a.txt", "\n\n  \n")).toEqual([]);
  expect(splitPassages("a.txt", "x".repeat(2_000))[0]?.text).toHaveLength(500);
});

test("covers every line that is not blank, in windows of bounded size, in order", () => {
  const line = fc.constantFrom("", "  ", "fn main() {", "# Heading", "// comment", "let x = 1;", "class A:");
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 120 }),
      fc.constantFrom("a.rs", "a.md"),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 15 }),
      (lines, path, maxLines, overlapLines) => {
        const windows = splitPassages(path, lines.join("\n"), { maxLines, overlapLines });

        const covered = new Set<number>();
        let previousStart = 0;
        for (const { startLine, endLine, text } of windows) {
          expect(startLine).toBeGreaterThan(previousStart);
          expect(endLine - startLine + 1).toBeLessThanOrEqual(maxLines);
          expect(text).toBe(lines.slice(startLine - 1, endLine).join("\n"));
          for (let at = startLine; at <= endLine; at += 1) covered.add(at);
          previousStart = startLine;
        }
        for (const [at, text] of lines.entries()) if (text.trim() !== "") expect(covered).toContain(at + 1);
      },
    ),
  );
});
