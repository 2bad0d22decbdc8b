import fc from "fast-check";
import { expect, test } from "vitest";
import { contentTerms, createTokeniser, phraseTerms } from "../../src/workspace/tokenise.ts";

test.each([
  ["page_size", ["page", "size", "pagesize"]],
  ["HybridMemoryPool", ["hybrid", "memory", "pool", "hybridmemorypool"]],
  ["HTTPServer2", ["http", "server", "httpserver2"]],
  ["bitnet-core", ["bitnet", "core", "bitnetcore"]],
  ["src/memory/pool.rs", ["src", "memory", "pool", "rs"]],
  ["Vec::with_capacity", ["vec", "with", "capacity", "withcapacity"]],
])("gives the parts and the whole of %s", (text, terms) => {
  expect(contentTerms(text)).toEqual(terms);
});

test.each([
  ["allocates allocating allocated allocator allocation allocate"],
  ["caches caching cached cache"],
  ["tests testing tested test"],
  ["dependency dependencies"],
  ["running runs run"],
  ["café cafe\u0301 cafe Café"],
])("finds one term in %s", (text) => {
  expect(contentTerms(text)).toHaveLength(1);
});

test("leaves short words alone that only look like endings", () => {
  expect(contentTerms("string class bus red bring")).toEqual(["string", "class", "bus", "red", "bring"]);
});

test("drops words of courtesy and keeps those that say what it is about", () => {
  expect(contentTerms("Could someone please find out why the allocator is so slow?")).toEqual([
    "allocat",
    "slow",
  ]);
});

test("finds parts of text that is written without spaces", () => {
  const terms = contentTerms("メモリ割り当て");

  expect(terms).toContain("割り");
  expect(contentTerms("割り当て").every((term) => terms.includes(term))).toBe(true);
});

test("keeps the order and the small words of a phrase", () => {
  expect(phraseTerms("ran out of memory")).toEqual(["ran", "out", "of", "memory"]);
});

test("a tokeniser with a memory answers like one without", () => {
  const tokenise = createTokeniser();

  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      expect(tokenise(text)).toEqual(contentTerms(text));
    }),
  );
});

test("every term is short, lower case and there once, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const terms = contentTerms(text);
      expect(new Set(terms).size).toBe(terms.length);
      expect(terms.filter((term) => term.length < 2 || term.length > 48 || /[A-Z\s]/u.test(term))).toEqual(
        [],
      );
    }),
  );
});
