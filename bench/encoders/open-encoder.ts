import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createSentenceEncoder } from "../../src/encoder/create-sentence-encoder.ts";
import { loadOnnxRuntime, openOnnxSession } from "../../src/encoder/onnx-session.ts";
import type { SentenceEncoder } from "../../src/encoder/sentence-encoder.ts";
import { createWordpieceTokenizer, type WordpieceTokenizer } from "../../src/encoder/wordpiece-tokenizer.ts";

export interface OpenOptions {
  readonly threads: number;
  /** The model folder whose tokenizer a bare graph uses when none lies beside it. */
  readonly shippedDir: string;
}

/** As the shipped encoder has it; graphs for comparison read as much of a text. */
export const MAX_TOKENS = 128;

/**
 * Opens a model folder, or a bare `.onnx` graph with the same inputs and output. Neither remembers vectors, so that
 * every call computes.
 */
export async function openEncoder(
  path: string,
  { threads, shippedDir }: OpenOptions,
): Promise<SentenceEncoder> {
  if (!path.endsWith(".onnx")) return createSentenceEncoder({ dir: path, threads, cacheSize: 0 });
  return openGraph(path, await readTokenizer(path, shippedDir), threads);
}

/** All files that must be there to compute with it: graph, weights beside it, tokenizer. */
export async function filesOf(path: string, shippedDir: string): Promise<readonly string[]> {
  if (!path.endsWith(".onnx"))
    return ["encoder.onnx", "encoder.bin", "tokenizer.json"].map((name) => join(path, name));
  const weights = await weightsOf(path);
  return [path, ...(weights === undefined ? [] : [weights]), await tokenizerOf(path, shippedDir)];
}

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The tokenizer that goes with a model folder or graph. */
export async function readTokenizer(path: string, shippedDir: string): Promise<WordpieceTokenizer> {
  const file = await tokenizerOf(path, shippedDir);
  return createWordpieceTokenizer(await readFile(file, "utf8"), { file, maxTokens: MAX_TOKENS });
}

/** `teacher.tokenizer.json` beside `teacher.onnx`, else `tokenizer.json` there, else the shipped one. */
async function tokenizerOf(path: string, shippedDir: string): Promise<string> {
  if (!path.endsWith(".onnx")) return join(path, "tokenizer.json");
  const beside = [path.replace(/\.onnx$/u, ".tokenizer.json"), join(dirname(path), "tokenizer.json")];
  for (const file of beside) if (await isThere(file)) return file;
  return join(shippedDir, "tokenizer.json");
}

/** A graph keeps large weights in `<name>.bin`; a small one has none. */
async function weightsOf(path: string): Promise<string | undefined> {
  const file = path.replace(/\.onnx$/u, ".bin");
  return (await isThere(file)) ? file : undefined;
}

async function openGraph(
  path: string,
  tokenizer: WordpieceTokenizer,
  threads: number,
): Promise<SentenceEncoder> {
  const weightsFile = await weightsOf(path);
  const graph = await readFile(path);
  const weights = weightsFile === undefined ? new Uint8Array() : await readFile(weightsFile);
  const name = weightsFile === undefined ? "none.bin" : weightsFile.slice(dirname(weightsFile).length + 1);
  const id = createHash("sha256").update(graph).update(weights).digest("hex");
  const model = { graph, weights: { name, data: weights } };
  const session = await openOnnxSession(await loadOnnxRuntime(), model, { provider: "cpu", threads });
  const [sample] = await session.run([tokenizer.tokenise("one request to find the width and to warm up")]);
  if (sample === undefined) throw new Error(`${path} gave no vector`);

  async function encode(text: string): Promise<Float32Array> {
    const [vector] = await session.run([tokenizer.tokenise(text)]);
    if (vector === undefined) throw new Error(`${path} gave no vector`);
    return vector;
  }

  return {
    id,
    width: sample.length,
    encode,
    async encodeAll(texts) {
      const vectors: Float32Array[] = [];
      for (const text of texts) vectors.push(await encode(text));
      return vectors;
    },
    close: async () => session.close(),
  };
}
