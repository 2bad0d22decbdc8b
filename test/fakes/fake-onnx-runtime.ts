import { createHash } from "node:crypto";
import type { OnnxRuntime } from "../../src/encoder/onnx-session.ts";

export interface FakeOnnxOptions {
  /** Providers that do not start. */
  readonly refuses?: readonly string[];
  /** Providers that compute, and wrongly. */
  readonly computesNonsense?: readonly string[];
  /** Providers whose runs fail from this run on, counted from 0. */
  readonly failsFrom?: Readonly<Record<string, number>>;
}

/** One run of a session. */
export interface FakeRun {
  readonly provider: string;
  readonly rows: number;
  readonly length: number;
}

export interface FakeOnnxRuntime {
  readonly runtime: OnnxRuntime;
  readonly runs: FakeRun[];
  /** The graph that each session was opened with, as text. */
  readonly opened: { readonly provider: string; readonly graph: string; readonly weights: string }[];
  /** Sessions that were opened and not released. */
  openSessions(): number;
}

export const FAKE_WIDTH = 64;

class FakeTensor {
  readonly type: string;
  readonly data: BigInt64Array;
  readonly dims: readonly number[];

  constructor(type: string, data: BigInt64Array, dims: readonly number[]) {
    this.type = type;
    this.data = data;
    this.dims = dims;
  }
}

/** A vector that depends on the ids that the mask lets through, and on nothing else: alike for texts that share pairs. */
function vectorOf(ids: readonly bigint[]): number[] {
  const values = Array.from({ length: FAKE_WIDTH }, () => 0.001);
  ids.forEach((id, index) => {
    const hash = createHash("sha256")
      .update(`${id} ${ids[index + 1] ?? ""}`)
      .digest();
    const axis = hash.readUInt8(0) % FAKE_WIDTH;
    values[axis] = (values[axis] ?? 0) + (hash.readUInt8(1) % 2 === 0 ? 1 : -1);
  });
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

function embedRows(ids: FakeTensor, mask: FakeTensor): Float32Array {
  const [rows = 0, length = 0] = ids.dims;
  const vectors = Array.from({ length: rows }, (_, row) => {
    const from = row * length;
    const kept = Array.from(ids.data.slice(from, from + length)).filter(
      (_id, at) => mask.data[from + at] === 1n,
    );
    return vectorOf(kept);
  });
  return Float32Array.from(vectors.flat());
}

/** ONNX Runtime without a graph: it says what it was asked to do, and fails where it is told to. */
export function createFakeOnnxRuntime(options: FakeOnnxOptions = {}): FakeOnnxRuntime {
  const runs: FakeRun[] = [];
  const opened: FakeOnnxRuntime["opened"] = [];
  let openSessions = 0;

  async function create(
    graph: Uint8Array,
    settings: { executionProviders: string[]; externalData: { path: string; data: Uint8Array }[] },
  ) {
    const provider = settings.executionProviders.join();
    if (options.refuses?.includes(provider) === true) {
      throw new Error(`no available backend found for ${provider}.\nSecond line.`);
    }
    const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("utf8");
    opened.push({ provider, graph: text(graph), weights: text(settings.externalData[0]?.data) });
    openSessions += 1;
    let count = 0;
    return Promise.resolve({
      async run(feeds: { input_ids: FakeTensor; attention_mask: FakeTensor }) {
        await new Promise((resolve) => setImmediate(resolve));
        count += 1;
        if (count > (options.failsFrom?.[provider] ?? Infinity)) throw new Error(`${provider} device lost`);
        const { input_ids: ids, attention_mask: mask } = feeds;
        runs.push({ provider, rows: ids.dims[0] ?? 0, length: ids.dims[1] ?? 0 });
        const data = embedRows(ids, mask);
        if (options.computesNonsense?.includes(provider) === true) data.reverse();
        return { embedding: { data } };
      },
      async release() {
        openSessions -= 1;
        return Promise.resolve();
      },
    });
  }

  const runtime = { InferenceSession: { create }, Tensor: FakeTensor };
  return {
    runtime: runtime as unknown as OnnxRuntime,
    runs,
    opened,
    openSessions: () => openSessions,
  };
}
