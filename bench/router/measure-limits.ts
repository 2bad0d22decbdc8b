import { loadOnnxRuntime, type OnnxRuntime } from "../../src/encoder/onnx-session.ts";
import { percentile } from "../../src/router/evaluation/statistics.ts";
import { ENCODER_LAYERS, matmulGraph, weightsOf, type LayerShape, type Precision } from "./matmul-graph.ts";

/** What this machine can do at best, measured with the library that the encoders run on. */
export interface MachineLimits {
  /** Multiply-accumulates a second of one large MatMulInteger, by threads. */
  readonly int8PeakPerSecond: Readonly<Record<number, number>>;
  /** Bytes a second that one thread reads from memory. */
  readonly memoryBytesPerSecond: number;
  /** Weights of the encoder's linear layers, one byte each once loaded. */
  readonly weightBytes: number;
  readonly lengths: readonly LengthLimit[];
}

/** For texts of one length and a number of threads; times in milliseconds. */
export interface LengthLimit {
  readonly tokens: number;
  readonly threads: number;
  /** Multiply-accumulates of the linear layers, over the peak. */
  readonly computeMs: number;
  /** Bytes of the weights over the memory bandwidth; what the processor's caches keep costs less. */
  readonly memoryMs: number;
  /** The same layers as MatMulInteger and nothing else, median. */
  readonly int8LayersMs: number;
  /** The same layers as float32 MatMul and nothing else, median. */
  readonly floatLayersMs: number;
}

export interface LimitOptions {
  readonly tokens: readonly number[];
  readonly threads: readonly number[];
  /** Runs that are counted for each figure. */
  readonly runs: number;
}

const LARGE: readonly LayerShape[] = [[1536, 1536]];
const LARGE_ROWS = 512;
const READ_BYTES = 128 * 1024 * 1024;
const READ_RUNS = 5;

export async function measureLimits({ tokens, threads, runs }: LimitOptions): Promise<MachineLimits> {
  const runtime = await loadOnnxRuntime();
  const memoryBytesPerSecond = measureReading();
  const weightBytes = weightsOf(ENCODER_LAYERS);
  const int8PeakPerSecond: Record<number, number> = {};
  const lengths: LengthLimit[] = [];
  for (const count of threads) {
    const timing = { layers: ENCODER_LAYERS, rows: tokens, threads: count, runs };
    const [large = []] = await timeLayers(runtime, {
      ...timing,
      layers: LARGE,
      rows: [LARGE_ROWS],
      precision: "int8",
    });
    // A peak is the best of all runs; what the layers take is what they usually take.
    const peak = (1000 * weightsOf(LARGE) * LARGE_ROWS) / Math.min(...large);
    int8PeakPerSecond[count] = peak;
    const integers = (await timeLayers(runtime, { ...timing, precision: "int8" })).map(median);
    const floats = (await timeLayers(runtime, { ...timing, precision: "float32" })).map(median);
    tokens.forEach((length, index) =>
      lengths.push({
        tokens: length,
        threads: count,
        computeMs: (1000 * weightBytes * length) / peak,
        memoryMs: (1000 * weightBytes) / memoryBytesPerSecond,
        int8LayersMs: integers[index] ?? Number.NaN,
        floatLayersMs: floats[index] ?? Number.NaN,
      }),
    );
  }
  return { int8PeakPerSecond, memoryBytesPerSecond, weightBytes, lengths };
}

interface LayerTiming {
  readonly layers: readonly LayerShape[];
  readonly precision: Precision;
  /** Rows of the input, one figure for each. */
  readonly rows: readonly number[];
  readonly threads: number;
  readonly runs: number;
}

function median(times: readonly number[]): number {
  return percentile(times, 0.5);
}

/** Milliseconds of each run, for each number of rows. */
async function timeLayers(runtime: OnnxRuntime, timing: LayerTiming): Promise<readonly number[][]> {
  const { layers, precision, rows, threads, runs } = timing;
  const session = await runtime.InferenceSession.create(matmulGraph(layers, precision), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
  const figures: number[][] = [];
  for (const count of rows) {
    const feeds = Object.fromEntries(
      session.inputNames.map((name) => {
        const width = Number(name.split("_")[1]);
        return [
          name,
          precision === "int8"
            ? new runtime.Tensor("uint8", new Uint8Array(count * width).fill(131), [count, width])
            : new runtime.Tensor("float32", new Float32Array(count * width).fill(0.1), [count, width]),
        ];
      }),
    );
    const times: number[] = [];
    for (let run = -Math.ceil(runs / 10); run < runs; run += 1) {
      const start = performance.now();
      await session.run(feeds);
      if (run >= 0) times.push(performance.now() - start);
    }
    figures.push(times);
  }
  await session.release();
  return figures;
}

/** Comparing two equal buffers reads both to their ends and writes nothing. */
function measureReading(): number {
  const [left, right] = [Buffer.alloc(READ_BYTES, 1), Buffer.alloc(READ_BYTES, 1)];
  let best = Infinity;
  for (let run = 0; run < READ_RUNS; run += 1) {
    const start = performance.now();
    if (!left.equals(right)) throw new Error("equal buffers differ");
    best = Math.min(best, performance.now() - start);
  }
  return (2 * READ_BYTES * 1000) / best;
}
