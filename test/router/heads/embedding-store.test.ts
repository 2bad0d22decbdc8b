import { expect, test } from "vitest";
import {
  createEmbeddingStore,
  decodeEmbeddings,
  encodeEmbeddings,
  toBytes,
  type ByteVector,
} from "../../../src/router/heads/embedding-store.ts";

const vector = (...values: number[]): Float32Array => Float32Array.from(values);

function toFloats({ bytes, scale }: ByteVector): number[] {
  return Array.from(bytes, (byte) => byte * scale);
}

function storeOf(...texts: string[]): ReturnType<typeof createEmbeddingStore> {
  const store = createEmbeddingStore("enc", 3);
  for (const text of texts) store.set(text, vector(text.length / 10, -0.5, 0.25));
  return store;
}

test("a vector in byte form is the vector to within half a step", () => {
  const values = vector(0.9, -0.31, 0.004);

  const floats = toFloats(toBytes(values));

  for (const [at, value] of values.entries())
    expect(Math.abs(floats[at]! - value)).toBeLessThanOrEqual(0.9 / 254 + 1e-6);
  expect(toFloats(toBytes(vector(0, 0)))).toEqual([0, 0]);
});

test("what was written is read back, whatever the order it came in", () => {
  const store = storeOf("one", "three", "seven");

  const file = encodeEmbeddings(store);
  const read = decodeEmbeddings(file, "enc")!;

  expect(read.vectors.size).toBe(3);
  for (const text of ["one", "three", "seven"]) expect(read.get(text)).toEqual(store.get(text));
  expect(read.get("two")).toBeUndefined();
  expect(encodeEmbeddings(storeOf("seven", "one", "three"))).toEqual(file);
});

test("a file of another encoder, a damaged one, half a one and no such file give nothing", () => {
  const file = encodeEmbeddings(storeOf("one", "two"));
  const damaged = Buffer.from(file);
  damaged[damaged.length - 1] = damaged.at(-1)! ^ 1;

  expect(decodeEmbeddings(file, "other")).toBeUndefined();
  expect(decodeEmbeddings(damaged, "enc")).toBeUndefined();
  expect(decodeEmbeddings(file.subarray(0, file.length - 4), "enc")).toBeUndefined();
  expect(decodeEmbeddings(Buffer.from("something else entirely"), "enc")).toBeUndefined();
  expect(decodeEmbeddings(Buffer.alloc(0), "enc")).toBeUndefined();
});

test("merging takes over what is missing, and nothing of another encoder", () => {
  const store = storeOf("one");
  const before = store.get("one");
  const other = createEmbeddingStore("enc", 3);
  other.set("one", vector(1, 1, 1));
  other.set("two", vector(1, 1, 1));
  const foreign = createEmbeddingStore("other", 3);
  foreign.set("three", vector(1, 1, 1));

  store.merge(other);
  store.merge(foreign);

  expect(store.get("one")).toEqual(before);
  expect(store.get("two")).toEqual(other.get("two"));
  expect(store.get("three")).toBeUndefined();
});

test("a part of a store holds the texts asked for and no others", () => {
  const part = storeOf("one", "two").only(["two", "three"]);

  expect(part.vectors.size).toBe(1);
  expect(part.get("two")).toBeDefined();
});
