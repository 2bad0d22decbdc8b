// npm run bench -- model --file MODEL.gguf [--packages DIR]    tokens a second of a model file, on the GPU beside the processor
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createGgufModel } from "../../adapters/llm/gguf-model.ts";
import type { ChatModel } from "../../src/execution/model/chat-model.ts";
import { formatModel } from "./format-model.ts";
import type { ModelRate } from "./format-model.ts";

const { values } = parseArgs({
  options: {
    file: { type: "string" },
    packages: { type: "string", default: join(".switchyard", "packages") },
    tokens: { type: "string", default: "256" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
  },
});

/** About a thousand tokens of a prompt, different in each round, so that nothing of it is known already. */
function promptOf(round: number): string {
  const lines = Array.from({ length: 45 }, (_, at) => {
    const step = round * 1_000 + at;
    return `${step}. The allocator hands out block ${step * 7} of arena ${step % 11} and counts it.`;
  });
  return `Round ${round}.\n${lines.join("\n")}\nTell at length what happens, step by step.`;
}

/** One answer: how fast the prompt was read, and how fast the answer was written after its first piece. */
async function measure(model: ChatModel, round: number): Promise<ModelRate> {
  const startMs = performance.now();
  let firstMs = 0;
  const { usage } = await model.answer({
    messages: [{ role: "user", text: promptOf(round) }],
    tools: [],
    signal: new AbortController().signal,
    onText: () => {
      if (firstMs === 0) firstMs = performance.now();
    },
  });
  const endMs = performance.now();
  return {
    read: (usage.inputTokens * 1_000) / (firstMs - startMs),
    written: ((usage.outputTokens - 1) * 1_000) / (endMs - firstMs),
  };
}

async function ratesOf(file: string, gpuLayers: number | undefined): Promise<readonly ModelRate[]> {
  const model = createGgufModel(`gguf:${file}`, {
    packagesDir: values.packages,
    contextTokens: 4_096,
    outputTokens: Number(values.tokens),
    threads: gpuLayers === 0 ? availableParallelism() : undefined,
    gpuLayers,
  });
  // The first answer loads the file.
  await measure(model, 0);
  const rates: ModelRate[] = [];
  for (let round = 1; round <= Number(values.rounds); round += 1) rates.push(await measure(model, round));
  return rates;
}

async function main(): Promise<number> {
  const { file } = values;
  if (file === undefined) {
    process.stderr.write("Name the model with --file.\n");
    return 2;
  }
  const comparison = { cpu: await ratesOf(file, 0), gpu: await ratesOf(file, undefined) };
  process.stdout.write(values.json ? `${JSON.stringify(comparison)}\n` : `${formatModel(comparison)}\n`);
  return 0;
}

process.exitCode = await main();
