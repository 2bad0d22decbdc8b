import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { ENCODER_LAYERS, matmulGraph, weightsOf } from "../../../bench/router/matmul-graph.ts";

const LAYERS = [
  [64, 32],
  [32, 16],
  [64, 8],
] as const;

/** Weights as the graph makes them: -1, 0 or 1 for a place in the matrix. */
function weightAt(place: number): number {
  return ((place * 7 + (place >> 5)) % 3) - 1;
}

function firstProduct(row: number, [inputs, outputs]: readonly [number, number]): number {
  let sum = 0;
  for (let input = 0; input < inputs; input += 1) sum += row * weightAt(input * outputs);
  return sum;
}

test("the eight-bit graph multiplies every layer, its inputs counted from 128", async () => {
  const session = await InferenceSession.create(matmulGraph(LAYERS, "int8"));
  const rows = (width: number) => new Tensor("uint8", new Uint8Array(3 * width).fill(131), [3, width]);

  const { numbers } = await session.run({ rows_64: rows(64), rows_32: rows(32) });

  expect([...(numbers!.data as Int32Array)]).toEqual(LAYERS.map((layer) => firstProduct(3, layer)));
  await session.release();
});

test("the float graph multiplies the same layers", async () => {
  const session = await InferenceSession.create(matmulGraph(LAYERS, "float32"));
  const rows = (width: number) => new Tensor("float32", new Float32Array(3 * width).fill(16), [3, width]);

  const { numbers } = await session.run({ rows_64: rows(64), rows_32: rows(32) });

  expect([...(numbers!.data as Float32Array)]).toEqual(LAYERS.map((layer) => firstProduct(1, layer)));
  await session.release();
});

test("the encoder's six blocks hold 10.6 million weights in linear layers", () => {
  expect(ENCODER_LAYERS).toHaveLength(24);
  expect(weightsOf(ENCODER_LAYERS)).toBe(10_616_832);
});
