import { expect, test } from "vitest";
import { filesMeant, findPathMentions } from "../../src/workspace/path-mentions.ts";

test("finds paths and their lines in a sentence and in a trace", () => {
  const text =
    "panicked at bitnet-core/src/pool.rs:212:17, see ./docs/guide.md and `lib.rs`; at run (/home/me/app/src/main.ts:9)";

  expect(findPathMentions(text)).toEqual([
    { path: "bitnet-core/src/pool.rs", line: 212 },
    { path: "docs/guide.md" },
    { path: "lib.rs" },
    { path: "home/me/app/src/main.ts", line: 9 },
  ]);
});

test("keeps the line when a file is named twice, and stops at eight files", () => {
  expect(findPathMentions("a.rs fails, see a.rs:7")).toEqual([{ path: "a.rs", line: 7 }]);
  expect(findPathMentions(Array.from({ length: 30 }, (_, at) => `f${at}.rs`).join(" "))).toHaveLength(8);
});

test("reads versions and sums as no paths", () => {
  expect(findPathMentions("1.58-bit since v0.3.1, 3.5x slower. Really")).toEqual([]);
});

test("takes time in proportion to the text, also for hostile ones", () => {
  for (const piece of ["a/", "@a", "a.", "aB", "../"]) {
    expect(findPathMentions(piece.repeat(50_000)).length).toBeLessThanOrEqual(8);
  }
});

test("finds the file that a path from another machine ends in", () => {
  const paths = ["core/src/pool.rs", "cuda/src/pool.rs", "README.md"];

  expect(filesMeant("home/ci/build/core/src/pool.rs", paths)).toEqual(["core/src/pool.rs"]);
  expect(filesMeant("src/pool.rs", paths)).toEqual(["core/src/pool.rs", "cuda/src/pool.rs"]);
  expect(filesMeant("usr/lib/pool.rs", paths)).toEqual([]);
  expect(filesMeant("README.md", paths)).toEqual(["README.md"]);
});

test("a name that fits many files means none of them", () => {
  expect(filesMeant("mod.rs", ["a/mod.rs", "b/mod.rs", "c/mod.rs", "d/mod.rs"])).toEqual([]);
});
