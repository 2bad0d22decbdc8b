import type * as Onnx from "onnxruntime-node";
import type { EncoderProvider } from "../config/config.ts";
import { BotError, messageOf } from "../errors.ts";

/** The part of ONNX Runtime that is used here. */
export type OnnxRuntime = Pick<typeof Onnx, "InferenceSession" | "Tensor">;

/** A graph and the weights that it keeps in a file of their own, as they are on disk. */
export interface OnnxModel {
  readonly graph: Uint8Array;
  /** `name` is what the graph calls the file. */
  readonly weights: { readonly name: string; readonly data: Uint8Array };
}

export interface OnnxOptions {
  readonly provider: EncoderProvider;
  /** Threads that share the work of one run; on a GPU they only feed it. */
  readonly threads: number;
}

export interface OnnxSession {
  /** Vectors of texts given as token ids, one for each, in order. Blocks the thread while it computes. */
  run(rows: readonly (readonly number[])[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/** On a GPU every new length costs preparation, so lengths are rounded up to a few. */
const GPU_LENGTH_STEP = 16;

/**
 * Loads ONNX Runtime, a native library; only when it is needed, so that the linear router runs on machines that have
 * none. Throws `router.model_unavailable` where it cannot be loaded.
 */
export async function loadOnnxRuntime(
  load: () => Promise<OnnxRuntime> = importOnnxRuntime,
): Promise<OnnxRuntime> {
  try {
    return await load();
  } catch (error) {
    const [reason = ""] = messageOf(error).split("\n");
    throw new BotError(
      "router.model_unavailable",
      `ONNX Runtime cannot be loaded on ${process.platform} ${process.arch}: ${reason}. ` +
        "Use a system that it has binaries for, such as Linux with glibc on x64 or arm64, or set router.kind to linear.",
      { cause: error },
    );
  }
}

/**
 * The library reads the command line of its process with a recursive pattern and overflows the stack over a very long
 * one (seen with 1.30.0 and 100,000 characters; 20,000 are harmless).
 */
const LONGEST_COMMAND_LINE = 16_000;

async function importOnnxRuntime(): Promise<OnnxRuntime> {
  const length = process.argv.reduce((sum, word) => sum + word.length + 1, 0);
  if (length > LONGEST_COMMAND_LINE) {
    throw new Error(`it would crash over a command line of ${length} characters`);
  }
  const runtime = await import("onnxruntime-node");
  // What the library says goes to standard error around our log; what matters reaches us as rejections.
  runtime.env.logLevel = "fatal";
  return runtime;
}

/** Opens the graph on a provider. Rejects with ONNX Runtime's own error when it cannot be. */
export async function openOnnxSession(
  runtime: OnnxRuntime,
  { graph, weights }: OnnxModel,
  { provider, threads }: OnnxOptions,
): Promise<OnnxSession> {
  const { InferenceSession, Tensor } = runtime;
  const session = await InferenceSession.create(graph, {
    executionProviders: [provider],
    externalData: [{ path: weights.name, data: weights.data }],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Threads that wait in a loop for their next share double the CPU time of a run, and lose most of it when the
    // machine has other work, as one that runs agents has.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    graphOptimizationLevel: "all",
    logSeverityLevel: FATAL_ONLY,
  });
  const lengthStep = provider === "cpu" ? 1 : GPU_LENGTH_STEP;
  return {
    async run(rows) {
      const { ids, mask, shape } = padRows(rows, lengthStep);
      const feeds = {
        input_ids: new Tensor("int64", ids, shape),
        attention_mask: new Tensor("int64", mask, shape),
      };
      const { embedding } = await session.run(feeds, ["embedding"]);
      return splitRows(embedding, rows.length);
    },
    close: async () => session.release(),
  };
}

/** As `env.logLevel`, by number. */
const FATAL_ONLY = 4;

interface PaddedRows {
  readonly ids: BigInt64Array;
  readonly mask: BigInt64Array;
  readonly shape: readonly [rows: number, length: number];
}

/** Rows of one length, the longest rounded up to a multiple of `lengthStep`; the mask is 0 where padding stands. */
function padRows(rows: readonly (readonly number[])[], lengthStep: number): PaddedRows {
  const longest = Math.max(...rows.map((row) => row.length));
  const length = Math.ceil(longest / lengthStep) * lengthStep;
  const ids = new BigInt64Array(rows.length * length);
  const mask = new BigInt64Array(rows.length * length);
  rows.forEach((row, index) => {
    ids.set(row.map(BigInt), index * length);
    mask.fill(1n, index * length, index * length + row.length);
  });
  return { ids, mask, shape: [rows.length, length] };
}

/** Copies, since the output's memory belongs to the library. */
function splitRows(output: Onnx.OnnxValue | undefined, count: number): Float32Array[] {
  const data = output?.data;
  if (!(data instanceof Float32Array) || data.length % count !== 0) {
    throw new Error("the graph has no output `embedding` of 32-bit numbers");
  }
  const width = data.length / count;
  return Array.from({ length: count }, (_, index) => data.slice(index * width, (index + 1) * width));
}
