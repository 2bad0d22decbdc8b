import { expect, test } from "vitest";
import { createEmbeddingCache } from "../../src/encoder/embedding-cache.ts";

test("forgets what was not asked for the longest", () => {
  const cache = createEmbeddingCache(2);
  cache.set("a", Float32Array.of(1));
  cache.set("b", Float32Array.of(2));
  cache.get("a");
  cache.set("c", Float32Array.of(3));

  expect(cache.get("a")).toEqual(Float32Array.of(1));
  expect(cache.get("b")).toBeUndefined();
  expect(cache.get("c")).toEqual(Float32Array.of(3));
});

test("counts a text that is set again once", () => {
  const cache = createEmbeddingCache(2);
  cache.set("a", Float32Array.of(1));
  cache.set("b", Float32Array.of(2));
  cache.set("a", Float32Array.of(4));

  expect(cache.get("a")).toEqual(Float32Array.of(4));
  expect(cache.get("b")).toEqual(Float32Array.of(2));
});

test("keeps nothing when there is no room", () => {
  const cache = createEmbeddingCache(0);
  cache.set("a", Float32Array.of(1));

  expect(cache.get("a")).toBeUndefined();
});
