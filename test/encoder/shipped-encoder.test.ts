import { afterAll, expect, test } from "vitest";
import { createSentenceEncoder } from "../../src/encoder/create-sentence-encoder.ts";
import { encoderContract } from "../encoder.contract.ts";

const dir = "models/router";

encoderContract("the shipped encoder", async (maxWaiting) =>
  createSentenceEncoder({ dir, maxWaiting, cacheSize: 0 }),
);

const encoder = await createSentenceEncoder({ dir, threads: 1 });

afterAll(async () => encoder.close());

test("runs on the CPU unless told otherwise, and says so", () => {
  expect(encoder).toMatchObject({ provider: "cpu", fallback: undefined, width: 384 });
});

test("gives a text the same vector with one thread as with two", async () => {
  const two = await createSentenceEncoder({ dir, threads: 2 });

  const [one, other] = [await encoder.encode("profile the kernel"), await two.encode("profile the kernel")];
  await two.close();

  expect(one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)).toBeCloseTo(1, 5);
});

test("takes the CPU where there is no GPU to be had", async () => {
  // ONNX Runtime has no part for CUDA unless somebody installs it, so this fails to start everywhere.
  const fallen = await createSentenceEncoder({ dir, provider: "cuda" });

  expect(fallen.provider).toBe("cpu");
  expect(fallen.fallback).toMatch(/^cuda cannot be used: \S/u);
  expect(await fallen.encode("profile the kernel")).toEqual(await encoder.encode("profile the kernel"));
  await fallen.close();
});
