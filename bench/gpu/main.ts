// npm run bench -- gpu [--provider webgpu]    the encoder on a GPU beside the CPU: messages a second, and whether both decide alike
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EncoderProvider } from "../../src/config/config.ts";
import { createSentenceEncoder, type LocalEncoder } from "../../src/encoder/create-sentence-encoder.ts";
import { decideFrontDoor } from "../../src/frontdoor/front-door.ts";
import { createHeadsJudge } from "../../src/router/heads/create-heads-judge.ts";
import { decodeHeads } from "../../src/router/heads/heads-file.ts";
import { readValidation } from "../router/routing-data.ts";
import { formatGpu, type GpuComparison } from "./format-gpu.ts";

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "models/router" },
    provider: { type: "string", default: "webgpu" },
    seconds: { type: "string", default: "10" },
    json: { type: "boolean", default: false },
  },
});
/** What the encoder gives a GPU in one run. */
const BATCH = 32;

/** Messages a second over about `seconds`; `texts` are asked for again and again, without a cache. */
async function rateOf(encoder: LocalEncoder, texts: readonly string[], seconds: number): Promise<number> {
  const batches = Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, at) =>
    texts.slice(at * BATCH, (at + 1) * BATCH),
  ).filter((batch) => batch.length === BATCH);
  for (const batch of batches.slice(0, 4)) await encoder.encodeAll(batch);
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < seconds * 1_000) {
    for (const batch of batches) await encoder.encodeAll(batch);
    done += batches.length * BATCH;
  }
  return (done * 1_000) / (performance.now() - start);
}

/** What a text is and whose it would be, by the shipped heads on one encoder's vectors. */
async function decisionsOf(
  texts: readonly string[],
  vectors: readonly Float32Array[],
): Promise<readonly string[]> {
  const stored = decodeHeads(await readFile(join(values.model, "heads.bin")));
  if (stored === undefined) throw new Error(`${values.model}/heads.bin cannot be read.`);
  const known = new Map(texts.map((text, at) => [text, vectors[at] ?? new Float32Array()]));
  const judge = createHeadsJudge(stored.heads, {
    encode: async (text) => known.get(text) ?? new Float32Array(),
  });
  const decisions: string[] = [];
  for (const text of texts) {
    const { agents, frontDoor } = await judge(text);
    const door = decideFrontDoor(frontDoor);
    decisions.push(door.frontDoor === "work" && door.isInScope ? (agents[0]?.agent ?? "") : door.frontDoor);
  }
  return decisions;
}

async function main(): Promise<number> {
  const provider = EncoderProvider.parse(values.provider);
  const items = await readValidation();
  const texts = [...new Set(items.map(({ text }) => text))];
  const options = { dir: values.model, cacheSize: 0, maxWaiting: 1_000 };
  const cpu = await createSentenceEncoder({ ...options, provider: "cpu" });
  const gpu = await createSentenceEncoder({ ...options, provider });
  if (gpu.fallback !== undefined) {
    process.stderr.write(`${gpu.fallback}. There is nothing to compare.\n`);
    return 2;
  }
  const [onCpu, onGpu] = [await cpu.encodeAll(texts), await gpu.encodeAll(texts)];
  const [first, second] = [await decisionsOf(texts, onCpu), await decisionsOf(texts, onGpu)];
  const comparison: GpuComparison = {
    provider,
    texts: texts.length,
    batch: BATCH,
    cpuRate: await rateOf(cpu, texts, Number(values.seconds)),
    gpuRate: await rateOf(gpu, texts, Number(values.seconds)),
    agreement: first.filter((decision, at) => decision === second[at]).length / texts.length,
    cosines: onCpu.map((vector, at) => cosine(vector, onGpu[at] ?? new Float32Array())),
  };
  process.stdout.write(values.json ? `${JSON.stringify(comparison)}\n` : `${formatGpu(comparison)}\n`);
  await cpu.close();
  await gpu.close();
  return 0;
}

/** Of unit vectors. */
function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

process.exitCode = await main();
