import { join } from "node:path";
import { EncoderConfig, type EncoderProvider } from "../config/config.ts";
import { BotError } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import { silentLogger } from "../log/logger.ts";
import { cutText } from "../router/cut-text.ts";
import { createEmbeddingCache } from "./embedding-cache.ts";
import { readModelFolder } from "./model-folder.ts";
import type { ModelFolder } from "./model-folder.ts";
import { loadOnnxRuntime } from "./onnx-session.ts";
import type { OnnxModel, OnnxRuntime } from "./onnx-session.ts";
import { openProvider } from "./open-provider.ts";
import type { ProvidedSession } from "./open-provider.ts";
import type { SentenceEncoder } from "./sentence-encoder.ts";
import { createTextQueue, encoderClosed } from "./text-queue.ts";
import { createWordpieceTokenizer } from "./wordpiece-tokenizer.ts";
import type { WordpieceTokenizer } from "./wordpiece-tokenizer.ts";

/** What is left out of the settings is as in a configuration without it. */
export interface SentenceEncoderOptions extends Partial<EncoderConfig> {
  /** The model folder: `manifest.json`, graphs, weights and tokenizer. */
  readonly dir: string;
  /** Learns of a provider that cannot be had. */
  readonly logger?: Logger;
  /** ONNX Runtime; by default the installed one, loaded when it is needed. */
  readonly loadRuntime?: () => Promise<OnnxRuntime>;
}

/** A sentence encoder in this process. */
export interface LocalEncoder extends SentenceEncoder {
  /** Where it computes now. */
  readonly provider: EncoderProvider;
  /** Why that is not where it was asked to; undefined when it is. */
  readonly fallback: string | undefined;
}

/** Texts in one run on a GPU. On a CPU a batch takes as long as its texts one by one, and makes the first wait. */
const GPU_BATCH = 32;

/** Any text serves to try a session out: this one is of usual length, and of full length when repeated. */
const SAMPLE = "Please find out why the nightly build fails since yesterday and fix it.";
const REPEATS_TO_FILL = 40;

/** Which graph a provider runs: BitNet's own arithmetic in operators that CPUs are quick at, or those for GPUs. */
function graphFor(folder: ModelFolder, provider: EncoderProvider): OnnxModel {
  const name = "encoder.bin";
  const graph = provider === "cpu" ? "encoder.onnx" : "encoder-webgpu.onnx";
  return { graph: folder.bytes(graph), weights: { name, data: folder.bytes(name) } };
}

/** Vectors of another model would mean something else to everything that was made with those of this one. */
async function readAgain(dir: string, id: string): Promise<ModelFolder> {
  const folder = await readModelFolder(dir);
  if (folder.id === id) return folder;
  throw new BotError(
    "router.model_corrupt",
    `${dir} holds another model than at the start. Start Switchyard again.`,
  );
}

interface LoadedModel {
  readonly id: string;
  readonly width: number;
  readonly tokenizer: WordpieceTokenizer;
  readonly session: ProvidedSession;
}

async function loadModel(options: SentenceEncoderOptions): Promise<LoadedModel> {
  const { dir, provider, threads } = { ...EncoderConfig.parse({}), ...options };
  let folder: ModelFolder | undefined = await readModelFolder(dir);
  const { id, width, maxTokens } = folder;
  const json = Buffer.from(folder.bytes("tokenizer.json")).toString("utf8");
  const tokenizer = createWordpieceTokenizer(json, { file: join(dir, "tokenizer.json"), maxTokens });
  const session = await openProvider(await loadOnnxRuntime(options.loadRuntime), {
    provider,
    threads,
    width,
    modelFor: async (wanted) => graphFor(folder ?? (await readAgain(dir, id)), wanted),
    samples: [SAMPLE.repeat(REPEATS_TO_FILL), SAMPLE].map((text) => tokenizer.tokenise(text)),
    logger: options.logger ?? silentLogger,
  });
  // The session has copies. Should a GPU fail one day, the files are read again.
  folder = undefined;
  return { id, width, tokenizer, session };
}

/**
 * The encoder of a model folder, loaded, checked and warmed. Rejects with `router.model_missing`,
 * `router.model_corrupt` or `router.model_unavailable`; a provider that cannot be had is no error but a fallback.
 */
export async function createSentenceEncoder(options: SentenceEncoderOptions): Promise<LocalEncoder> {
  const { maxWaiting, cacheSize } = { ...EncoderConfig.parse({}), ...options };
  const { id, width, tokenizer, session } = await loadModel(options);
  const batchSize = () => (session.provider === "cpu" ? 1 : GPU_BATCH);
  const queue = createTextQueue({
    run: async (texts) => session.run(texts.map((text) => tokenizer.tokenise(text))),
    batchSize,
    maxWaiting,
  });
  const cache = createEmbeddingCache(cacheSize);
  const underWay = new Map<string, Promise<Float32Array>>();
  let closing: Promise<void> | undefined;

  /** The same text at the same time is computed once. */
  async function share(text: string, push: (text: string) => Promise<Float32Array>): Promise<Float32Array> {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const started = underWay.get(text) ?? push(text).finally(() => underWay.delete(text));
    underWay.set(text, started);
    return started;
  }

  return {
    id,
    width,
    get provider() {
      return session.provider;
    },
    get fallback() {
      return session.fallback;
    },
    async encode(text) {
      if (closing !== undefined) throw encoderClosed();
      const cut = cutText(text).text;
      const vector = await share(cut, queue.push);
      cache.set(cut, vector);
      return vector.slice();
    },
    async encodeAll(texts) {
      if (closing !== undefined) throw encoderClosed();
      // Texts in bulk wait in line a batch at a time, which leaves room for messages, and leave the cache to them.
      const vectors: Float32Array[] = [];
      while (vectors.length < texts.length) {
        const batch = texts.slice(vectors.length, vectors.length + batchSize());
        const cut = batch.map((text) => cutText(text).text);
        const done = await Promise.all(cut.map(async (text) => share(text, queue.pushWhenRoom)));
        vectors.push(...done.map((vector) => vector.slice()));
      }
      return vectors;
    },
    async close() {
      closing ??= queue.close().then(async () => session.close());
      return closing;
    },
  };
}
