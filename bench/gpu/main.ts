// npm run bench -- gpu [--provider webgpu]    the encoder on a GPU beside the CPU: messages a second, and whether both decide alike
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EncoderProvider } from "../../src/config/config.ts";
import { createSentenceEncoder, type LocalEncoder } from "../../src/encoder/create-sentence-encoder.ts";
import { decideFrontDoor } from "../../src/frontdoor/front-door.ts";
import { createHeadsJudge } from "../../src/router/heads/create-heads-judge.ts";
import { createBlendedJudge } from "../../src/router/heads/create-blended-judge.ts";
import { decodeHeads } from "../../src/router/heads/heads-file.ts";
import type { Heads, HeadsTuning } from "../../src/router/heads/heads.ts";
import { readTrainingSet } from "../../src/router/heads/training-set-file.ts";
import { DEFAULT_BLEND } from "../../src/router/heads/tune-heads.ts";
import type { Judge } from "../../src/router/judgement.ts";
import { openLinearJudge } from "../../src/router/linear-judge.ts";
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

interface Judges {
  readonly heads: Heads;
  readonly linear: Judge;
  readonly tuning: HeadsTuning | undefined;
}

async function readJudges(dir: string): Promise<Judges> {
  const stored = decodeHeads(await readFile(join(dir, "heads.bin")));
  const set = await readTrainingSet(dir);
  if (stored === undefined || set === undefined)
    throw new Error(`${dir} lacks heads.bin or training-set.bin.`);
  return {
    heads: stored.heads,
    tuning: stored.tuning,
    linear: await openLinearJudge(set, { shippedDir: dir }),
  };
}

/** The router's judge on vectors that are there already. */
function judgeOn(vectors: ReadonlyMap<string, Float32Array>, { heads, linear, tuning }: Judges): Judge {
  const read = createHeadsJudge(heads, {
    encode: async (text) => vectors.get(text) ?? new Float32Array(),
  });
  return createBlendedJudge({ heads: read, linear }, tuning ?? DEFAULT_BLEND);
}

/** What each text is and whose it would be. */
async function decisionsOf(texts: readonly string[], judge: Judge): Promise<readonly string[]> {
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
  const judges = await readJudges(values.model);
  const [first = [], second = []] = await Promise.all(
    [onCpu, onGpu].map(async (vectors) => {
      const known = new Map(texts.map((text, at) => [text, vectors[at] ?? new Float32Array()]));
      return decisionsOf(texts, judgeOn(known, judges));
    }),
  );
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
