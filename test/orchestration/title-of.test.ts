import { expect, test } from "vitest";
import { titleOf } from "../../src/orchestration/title-of.ts";

test("a short request is its own title, on one line", () => {
  expect(titleOf("  fix the\n\tpool ")).toBe("fix the pool");
});

test("a long request is cut at a word, within 80 characters", () => {
  const title = titleOf(
    "the allocator test fails on every machine since the last merge, and nobody knows why at all",
  );

  expect(title).toBe("the allocator test fails on every machine since the last merge, and nobody…");
  expect(title.length).toBeLessThanOrEqual(80);
});

test("a long word is cut where it must be", () => {
  expect(titleOf("a".repeat(500))).toBe(`${"a".repeat(79)}…`);
});

test("characters of several code points stay whole", () => {
  expect(titleOf("👩‍💻".repeat(100))).toBe(`${"👩‍💻".repeat(79)}…`);
});

test("control characters and marks that reorder text are gone", () => {
  expect(titleOf("a\u0000b\u202Ec\u2066d")).toBe("a b c d");
});

test("nothing readable gives no title", () => {
  expect(titleOf(" \u0007\u200B ")).toBe("");
});
