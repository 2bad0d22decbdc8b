import { expect, test } from "vitest";
import { decodeHeads, encodeHeads, type StoredHeads } from "../../../src/router/heads/heads-file.ts";

/** Two agents, vectors of three numbers. */
function headOf(classes: number): { weights: Float64Array; temperature: number } {
  return {
    weights: Float64Array.from({ length: classes * 5 }, (_, at) => Math.fround(Math.sin(at + classes))),
    temperature: 0.5 + classes,
  };
}

const STORED: StoredHeads = {
  key: "k",
  heads: {
    encoderId: "enc",
    width: 3,
    agents: ["a", "b"],
    door: headOf(7),
    primary: headOf(2),
    support: headOf(2),
    complexity: headOf(4),
    priority: headOf(4),
  },
  tuning: {
    agents: { heads: 0.5, linear: 0.6 },
    door: { heads: 0.7, linear: 0.2 },
    bands: { routeAt: 0.7, askAt: 0.2 },
  },
};

test("heads that were written are read back exactly", () => {
  expect(decodeHeads(encodeHeads(STORED))).toEqual(STORED);
});

test("heads that were not fitted are not there afterwards either", () => {
  const { door, primary, ...rest } = STORED.heads;
  const { support: _support, complexity: _complexity, priority: _priority, ...bare } = rest;
  const stored = { key: "k", heads: { ...bare, door, primary } };

  expect(decodeHeads(encodeHeads(stored))).toEqual(stored);
});

test("a damaged file, half a file and no such file give nothing", () => {
  const file = encodeHeads(STORED);
  const damaged = Buffer.from(file);
  damaged[damaged.length - 2] = damaged.at(-2)! ^ 1;

  expect(decodeHeads(damaged)).toBeUndefined();
  expect(decodeHeads(file.subarray(0, file.length - 8))).toBeUndefined();
  expect(decodeHeads(Buffer.from("{}"))).toBeUndefined();
});

test("weights that do not fit the classes give nothing", () => {
  const { heads } = STORED;

  expect(
    decodeHeads(encodeHeads({ ...STORED, heads: { ...heads, agents: ["a", "b", "c"] } })),
  ).toBeUndefined();
});
