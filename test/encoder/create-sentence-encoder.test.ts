import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSentenceEncoder } from "../../src/encoder/create-sentence-encoder.ts";
import type { SentenceEncoderOptions } from "../../src/encoder/create-sentence-encoder.ts";
import type { Logger } from "../../src/log/logger.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { encoderContract } from "../encoder.contract.ts";
import { createFakeOnnxRuntime } from "../fakes/fake-onnx-runtime.ts";
import type { FakeOnnxOptions } from "../fakes/fake-onnx-runtime.ts";
import { makeModelFolder, writeManifest } from "./model-folder-kit.ts";

async function open(options: Partial<SentenceEncoderOptions> = {}, fake: FakeOnnxOptions = {}) {
  const warnings: object[] = [];
  const logger: Logger = { ...silentLogger, warn: (fields) => warnings.push(fields) };
  const { runtime, runs, ...rest } = createFakeOnnxRuntime(fake);
  const encoder = await createSentenceEncoder({
    dir: makeModelFolder(),
    logger,
    loadRuntime: async () => Promise.resolve(runtime),
    ...options,
  });
  const warmUps = runs.length;
  return { encoder, warnings, ...rest, runs: () => runs.slice(warmUps), warmUps: runs.slice(0, warmUps) };
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "it resolved",
    (error: unknown) => error,
  );
}

test("warms the session with a text of full length and one of usual length before it is ready", async () => {
  const { warmUps, encoder } = await open();

  expect(warmUps.map(({ length }) => length)).toEqual([128, expect.any(Number)]);
  expect(encoder).toMatchObject({ provider: "cpu", fallback: undefined, id: "made-for-tests" });
});

test("runs texts one by one on a CPU, without padding", async () => {
  const { encoder, runs } = await open();

  await Promise.all(["a", "bcd"].map(async (text) => encoder.encode(text)));

  expect(runs()).toEqual([
    { provider: "cpu", rows: 1, length: 3 },
    { provider: "cpu", rows: 1, length: 5 },
  ]);
});

test("runs texts that wait together on a GPU, at most 32, with the same vectors as alone", async () => {
  const gpu = await open({ provider: "webgpu" });
  const cpu = await open();
  const texts = Array.from({ length: 40 }, (_, index) => "x".repeat(index + 1));

  const together = await gpu.encoder.encodeAll(texts);
  const alone = await cpu.encoder.encodeAll(texts);

  expect(gpu.encoder.provider).toBe("webgpu");
  expect(gpu.runs().map(({ provider, rows }) => [provider, rows])).toEqual([
    ["webgpu", 32],
    ["webgpu", 8],
  ]);
  expect(together).toEqual(alone);
});

test("gives a GPU the graph that is made for it, and the CPU its own", async () => {
  const { opened } = await open({ provider: "webgpu" });

  expect(opened).toEqual([
    { provider: "cpu", graph: "cpu graph", weights: "weights" },
    { provider: "webgpu", graph: "gpu graph", weights: "weights" },
  ]);
});

test.each([
  [
    "does not start",
    { refuses: ["webgpu"] },
    "webgpu cannot be used: no available backend found for webgpu.",
  ],
  ["computes nonsense", { computesNonsense: ["webgpu"] }, "webgpu cannot be used: its vectors agree"],
  ["fails at once", { failsFrom: { webgpu: 0 } }, "webgpu cannot be used: webgpu device lost"],
])("takes the CPU with one warning when the GPU %s", async (_name, fake, reason) => {
  const { encoder, warnings, runs, openSessions } = await open({ provider: "webgpu" }, fake);

  const vector = await encoder.encode("a");

  expect(vector).toHaveLength(encoder.width);
  expect(encoder.provider).toBe("cpu");
  expect(encoder.fallback).toContain(reason);
  expect(encoder.fallback).not.toContain("\n");
  expect(warnings).toEqual([
    expect.objectContaining({ code: "router.provider_fallback", provider: "webgpu" }),
  ]);
  expect(runs().map(({ provider }) => provider)).toEqual(["cpu"]);
  expect(openSessions()).toBe(1);
});

test("goes on with the CPU when the GPU fails later, and loses no text", async () => {
  const { encoder, warnings, openSessions } = await open({ provider: "cuda" }, { failsFrom: { cuda: 2 } });
  const cpu = await open();

  const before = await encoder.encode("a");
  const after = await encoder.encodeAll(["b", "c", "d"]);

  expect([before, ...after]).toEqual(await cpu.encoder.encodeAll(["a", "b", "c", "d"]));
  expect(encoder).toMatchObject({ provider: "cpu", fallback: "cuda cannot be used: cuda device lost" });
  expect(warnings).toHaveLength(1);
  expect(openSessions()).toBe(1);
});

test("says so when the CPU cannot compute a text", async () => {
  const { encoder } = await open({}, { failsFrom: { cpu: 2 } });

  expect(await failure(encoder.encode("a"))).toMatchObject({
    code: "router.encoder_failed",
    retryable: true,
  });
});

test("counts a graph that does not run as a corrupt model", async () => {
  expect(await failure(open({}, { refuses: ["cpu"] }))).toMatchObject({ code: "router.model_corrupt" });
  expect(await failure(open({}, { failsFrom: { cpu: 0 } }))).toMatchObject({ code: "router.model_corrupt" });
});

test("counts vectors of another width than the manifest's as a corrupt model", async () => {
  const dir = makeModelFolder();
  const names = ["encoder.onnx", "encoder-webgpu.onnx", "encoder.bin", "tokenizer.json"];
  writeManifest(dir, names, { width: 384 });

  expect(await failure(open({ dir }))).toMatchObject({ code: "router.model_corrupt" });
});

test("counts a tokenizer of another kind as a corrupt model", async () => {
  const dir = makeModelFolder();
  writeFileSync(join(dir, "tokenizer.json"), '{"model": {"type": "BPE"}}');
  writeManifest(dir, ["encoder.onnx", "encoder-webgpu.onnx", "encoder.bin", "tokenizer.json"]);

  expect(await failure(open({ dir }))).toMatchObject({ code: "router.model_corrupt" });
});

test("says that the model is unavailable where ONNX Runtime has no binaries", async () => {
  const loadRuntime = async () =>
    Promise.reject(new Error("Cannot find module 'onnxruntime_binding.node'\nstack"));

  const error = await failure(open({ loadRuntime }));

  expect(error).toMatchObject({ code: "router.model_unavailable" });
  expect(String(error)).toContain("Cannot find module 'onnxruntime_binding.node'.");
});

test("computes the same text once, whether it comes at the same time or later", async () => {
  const { encoder, runs } = await open();

  const [first, second] = await Promise.all([encoder.encode("same"), encoder.encode("same")]);
  const third = await encoder.encode("same");

  expect(runs()).toHaveLength(1);
  expect([second, third]).toEqual([first, first]);
});

test("computes a text again when it is not to be remembered", async () => {
  const { encoder, runs } = await open({ cacheSize: 0 });

  await encoder.encode("same");
  await encoder.encode("same");

  expect(runs()).toHaveLength(2);
});

test("keeps the memory for messages: many texts at once do not fill it", async () => {
  const { encoder, runs } = await open({ cacheSize: 1 });

  await encoder.encode("message");
  await encoder.encodeAll(["a", "b", "c"]);
  await encoder.encode("message");

  expect(runs()).toHaveLength(4);
});

test("lets messages through while many texts are being encoded", async () => {
  const { encoder, runs } = await open({ maxWaiting: 1 });

  const bulk = encoder.encodeAll(Array.from({ length: 30 }, (_, index) => "x".repeat(index + 10)));
  while (runs().length < 3) await new Promise((resolve) => setImmediate(resolve));
  await encoder.encode("m");
  const order = runs().map(({ length }) => length);
  await bulk;

  expect(order).toContain(3);
  expect(order.length).toBeLessThan(30);
});

test("frees the session when it is closed, once what runs has ended", async () => {
  const { encoder, openSessions } = await open();

  const running = encoder.encode("a");
  await encoder.close();

  expect(await running).toHaveLength(encoder.width);
  expect(openSessions()).toBe(0);
});

test("tells a long text by its head and its tail, and not by what lies between", async () => {
  const { encoder } = await open();
  const [head, tail] = ["a ".repeat(200), "z ".repeat(200)];

  const [one, two, three] = await encoder.encodeAll([
    `${head}${"middle ".repeat(100)}${tail}`,
    `${head}${"m ".repeat(5_000)}${tail}`,
    `${head}${"middle ".repeat(100)}${tail} b`,
  ]);

  expect(two).toEqual(one);
  expect(three).not.toEqual(one);
});

encoderContract("the encoder on a fake runtime", async (maxWaiting) => (await open({ maxWaiting })).encoder);
encoderContract(
  "the encoder on a fake GPU",
  async (maxWaiting) => (await open({ maxWaiting, provider: "webgpu" })).encoder,
);
