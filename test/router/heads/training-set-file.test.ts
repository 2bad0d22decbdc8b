import { expect, test } from "vitest";
import { decodeTrainingSet, encodeTrainingSet } from "../../../src/router/heads/training-set-file.ts";
import type { TrainingSet } from "../../../src/router/heads/training-set.ts";

const KEY = "a".repeat(64);
const set: TrainingSet = {
  agents: ["code", "debug"],
  examples: [
    {
      text: "why is it slow — 遅い?",
      kind: "request",
      door: "work",
      primary: "debug",
      acceptable: ["code"],
      urgency: 2,
    },
    { text: "thanks", kind: "front_door", door: "social", acceptable: [], isUnseen: true },
  ],
};

test("reads back what was written", () => {
  expect(decodeTrainingSet(encodeTrainingSet({ key: KEY, set }), KEY)).toEqual(set);
});

test.each([
  ["of other sources", (file: Buffer) => file, "b".repeat(64)],
  ["cut short", (file: Buffer) => file.subarray(0, -5), KEY],
  ["with a changed byte", (file: Buffer) => changed(file), KEY],
  ["of another kind", () => Buffer.from("SWHD and so on"), KEY],
  ["empty", () => Buffer.alloc(0), KEY],
])("a file %s is none", (_, spoil, key) => {
  expect(decodeTrainingSet(spoil(encodeTrainingSet({ key: KEY, set })), key)).toBeUndefined();
});

function changed(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}
