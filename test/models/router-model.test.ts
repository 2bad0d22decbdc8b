import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { z } from "zod";
import { createWordpieceTokenizer } from "../../src/encoder/wordpiece-tokenizer.ts";
import { readOnnx } from "./read-onnx.ts";
import type { OnnxGraph, OnnxTensor } from "./read-onnx.ts";

const FOLDER = new URL("../../models/router/", import.meta.url);
const GRAPHS = ["encoder.onnx", "encoder-webgpu.onnx"] as const;
const EMBEDDINGS = ["words.codes", "positions.codes"];
/** Six layers of width 384: queries, keys and values, output, and the two feed-forward matrices. */
const LINEAR_LAYERS = 24;
const LINEAR_WEIGHTS = 6 * (3 * 384 * 384 + 384 * 384 + 2 * 384 * 1536);
const INT8 = 3;
const UINT8 = 2;

const Manifest = z.object({
  id: z.string(),
  width: z.number(),
  maxTokens: z.number(),
  files: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })),
});

const Vectors = z.array(z.object({ text: z.string(), ids: z.array(z.int()), embedding: z.base64() }));

function read(name: string): Buffer {
  return readFileSync(new URL(name, FOLDER));
}

function readGraph(name: string): OnnxGraph {
  const weights = read("encoder.bin");
  return readOnnx(read(name), (file) => (file === "encoder.bin" ? weights : new Uint8Array()));
}

function readManifest(): z.infer<typeof Manifest> {
  return Manifest.parse(JSON.parse(read("manifest.json").toString("utf8")));
}

function readVectors(): z.infer<typeof Vectors> {
  return Vectors.parse(JSON.parse(read("vectors.json").toString("utf8")));
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

/** The stored tensor that a linear layer's weights come from, and the operators on the way from there. */
function originOf(
  graph: OnnxGraph,
  value: string,
): { readonly origin: OnnxTensor; readonly through: string } {
  const through: string[] = [];
  let name = value;
  for (;;) {
    const stored = graph.tensors.get(name);
    if (stored !== undefined) return { origin: stored, through: through.join(" < ") };
    const node = graph.nodes.find(({ outputs }) => outputs.includes(name));
    if (node === undefined) throw new Error(`nothing gives ${name}`);
    through.push(node.operator);
    // Gather takes the table first and what to look up second; everything else takes its data first.
    name = node.inputs[node.operator === "Gather" ? 1 : 0] ?? "";
  }
}

/** What multiplies by weights: every operator of the kind has them as its second input. */
function linearInputs(graph: OnnxGraph): readonly string[] {
  const kinds = ["MatMulInteger", "MatMulIntegerToFloat", "MatMulNBits"];
  return graph.nodes.filter(({ operator }) => kinds.includes(operator)).map(({ inputs }) => inputs[1] ?? "");
}

function codesOf(bytes: Uint8Array): ReadonlySet<number> {
  const codes = new Set<number>();
  for (const byte of new Set(bytes)) for (const shift of [0, 2, 4, 6]) codes.add((byte >> shift) & 3);
  return codes;
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? Number.NaN), 0);
}

/** Float16 numbers, little-endian, as base64. None of them is infinite or not a number. */
function fromFloat16(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  return Float32Array.from({ length: bytes.length / 2 }, (_, index) => {
    const bits = bytes.readUInt16LE(index * 2);
    const exponent = (bits >> 10) & 31;
    const fraction = (bits & 1023) / 1024;
    const size = exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15);
    return bits >> 15 === 1 ? -size : size;
  });
}

async function openGraph(name: string): Promise<(ids: readonly number[]) => Promise<Float32Array>> {
  const session = await InferenceSession.create(read(name), {
    executionProviders: ["cpu"],
    externalData: [{ path: "encoder.bin", data: read("encoder.bin") }],
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return async (ids) => {
    const shape = [1, ids.length];
    const { embedding } = await session.run({
      input_ids: new Tensor("int64", BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new Tensor("int64", new BigInt64Array(ids.length).fill(1n), shape),
    });
    if (!(embedding?.data instanceof Float32Array)) throw new Error("the encoder gives no floats");
    return embedding.data;
  };
}

test.each(GRAPHS)("every linear layer of %s has ternary weights", (name) => {
  const graph = readGraph(name);

  const origins = linearInputs(graph).map((input) => originOf(graph, input).origin);

  expect(new Set(origins.map((origin) => origin.name)).size).toBe(LINEAR_LAYERS);
  expect(origins.reduce((sum, { bytes }) => sum + bytes.length * 4, 0)).toBe(LINEAR_WEIGHTS);
  for (const { name: stored, type, bytes } of origins) {
    expect({ stored, type, codes: codesOf(bytes) }).toEqual({
      stored,
      type: UINT8,
      codes: new Set([1, 2, 3]),
    });
  }
});

test.each(GRAPHS)("%s holds no other matrix than the ternary ones and the eight-bit embeddings", (name) => {
  const graph = readGraph(name);
  const ternary = new Set(linearInputs(graph).map((input) => originOf(graph, input).origin.name));

  const matrices = [...graph.tensors.values()].filter(
    (tensor) => !ternary.has(tensor.name) && tensor.shape.filter((size) => size > 4).length > 1,
  );

  expect(matrices.map((tensor) => tensor.name).sort()).toEqual([...EMBEDDINGS].sort());
  expect(matrices.map(({ type }) => type)).toEqual([INT8, INT8]);
  // The only other products are of two values that depend on the text.
  const plain = graph.nodes.filter(({ operator }) => /^(?:MatMul|Gemm|Conv|Einsum)$/u.test(operator));
  expect(plain.flatMap(({ inputs }) => inputs).filter((input) => graph.tensors.has(input))).toEqual([]);
});

test("the CPU's graph reads the codes as -1, 0 and 1 and the GPU's graph reads the same bytes", () => {
  const [onCpu, onGpu] = [readGraph("encoder.onnx"), readGraph("encoder-webgpu.onnx")];
  const table = new Int8Array(onCpu.tensors.get("code_table")?.bytes ?? []);

  const routes = new Set(linearInputs(onCpu).map((input) => originOf(onCpu, input).through));

  expect([...routes]).toEqual(["Transpose < Reshape < Gather < Cast"]);
  expect(table.length).toBe(4 * 256);
  table.forEach((value, index) => expect(value).toBe(((Math.floor(index / 4) >> (2 * (index % 4))) & 3) - 2));
  for (const input of linearInputs(onGpu)) {
    expect(
      Buffer.compare(
        onCpu.tensors.get(input)?.bytes ?? Buffer.alloc(0),
        onGpu.tensors.get(input)?.bytes ?? Buffer.alloc(1),
      ),
    ).toBe(0);
  }
});

test("the tokenizer gives the token ids that the model was trained with", () => {
  const { maxTokens } = readManifest();
  const tokenizer = createWordpieceTokenizer(read("tokenizer.json").toString("utf8"), {
    file: "tokenizer.json",
    maxTokens,
  });

  // Longer texts are cut in the middle here, at the end in training.
  const whole = readVectors().filter(({ ids }) => ids.length < maxTokens);

  expect(whole.length).toBeGreaterThan(190);
  for (const { text, ids } of whole) expect({ text, ids: tokenizer.tokenise(text) }).toEqual({ text, ids });
});

test("the encoder gives the training code's vectors", async () => {
  const embed = await openGraph("encoder.onnx");
  const vectors = readVectors();

  const cosines = new Map<string, number>();
  for (const { text, ids, embedding } of vectors) {
    const mine = await embed(ids);
    expect(Math.abs(dot(mine, mine) - 1)).toBeLessThan(1e-5);
    cosines.set(text, dot(mine, fromFloat16(embedding)));
  }

  expect(cosines.size).toBe(200);
  expect([...cosines].filter(([, cosine]) => !(cosine >= 0.999))).toEqual([]);
}, 120_000);

test("the GPU's graph, run on the CPU, stays near the training code's vectors", async () => {
  const embed = await openGraph("encoder-webgpu.onnx");

  for (const { text, ids, embedding } of readVectors().filter((_, index) => index % 10 === 0)) {
    const cosine = dot(await embed(ids), fromFloat16(embedding));
    expect({ text, near: cosine > 0.99 }).toEqual({ text, near: true });
  }
});

test("the manifest names every file of the encoder with its size and hash", () => {
  const { files, id, width } = readManifest();

  expect(Object.keys(files).sort()).toEqual([...GRAPHS, "encoder.bin", "tokenizer.json"].sort());
  for (const [name, entry] of Object.entries(files)) {
    expect({ name, ...entry }).toEqual({ name, bytes: read(name).length, sha256: sha256(read(name)) });
  }
  const lines = Object.entries(files).map(([name, { sha256: hash }]) => `${hash}  ${name}\n`);
  expect(id).toBe(sha256(lines.sort((a, b) => (a.slice(64) < b.slice(64) ? -1 : 1)).join("")));
  expect(width).toBe(384);
});

test("the encoder takes at most ten megabytes", () => {
  const bytes = ["encoder.onnx", "encoder.bin"].map((name) => statSync(new URL(name, FOLDER)).size);

  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(10_000_000);
});
