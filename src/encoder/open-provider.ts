import type { EncoderProvider } from "../config/config.ts";
import { BotError, messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import { openOnnxSession } from "./onnx-session.ts";
import type { OnnxModel, OnnxRuntime, OnnxSession } from "./onnx-session.ts";

export interface ProviderOptions {
  readonly provider: EncoderProvider;
  readonly threads: number;
  /** Numbers in a vector. */
  readonly width: number;
  /** The graph for a provider: GPUs want other operators. */
  readonly modelFor: (provider: EncoderProvider) => Promise<OnnxModel>;
  /** Texts as token ids for trying a session out, a short one and one of full length. */
  readonly samples: readonly (readonly number[])[];
  readonly logger: Logger;
}

/** A session that has proved itself, on the provider that was asked for or on the one that could be had. */
export interface ProvidedSession {
  readonly provider: EncoderProvider;
  /** Why `provider` is not the one that was asked for. */
  readonly fallback: string | undefined;
  /** Like the session's, but changes over to the CPU when a GPU fails. Rejects with `router.encoder_failed`. */
  run(rows: readonly (readonly number[])[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Opens and warms a session on the provider that was asked for; when that cannot be had, or computes something else
 * than the CPU does, one on the CPU, with one warning in the log. Rejects with `router.model_corrupt` when the CPU
 * cannot run the graph either.
 */
export async function openProvider(runtime: OnnxRuntime, options: ProviderOptions): Promise<ProvidedSession> {
  const { provider: wanted, width, logger } = options;
  let provider: EncoderProvider = "cpu";
  let fallback: string | undefined;
  let session = await openOnCpu(runtime, options);

  function leave(gpu: EncoderProvider, error: unknown, text: string): void {
    const [reason = ""] = messageOf(error).split("\n");
    fallback = `${gpu} cannot be used: ${reason}`;
    logger.warn({ code: "router.provider_fallback", provider: gpu, reason }, text);
  }

  async function changeTo(next: OnnxSession, nextProvider: EncoderProvider): Promise<void> {
    const last = session;
    session = next;
    provider = nextProvider;
    await last.close();
  }

  if (wanted !== "cpu") {
    try {
      await changeTo(await openOnGpu(runtime, options, session), wanted);
    } catch (error) {
      leave(wanted, error, "the router's encoder runs on the CPU instead of the GPU");
    }
  }
  return {
    get provider() {
      return provider;
    },
    get fallback() {
      return fallback;
    },
    async run(rows) {
      if (provider !== "cpu") {
        try {
          return checkVectors(await session.run(rows), width);
        } catch (error) {
          leave(provider, error, "the GPU failed; the router's encoder goes on with the CPU");
          await changeTo(await openOnCpu(runtime, options), "cpu");
        }
      }
      try {
        return checkVectors(await session.run(rows), width);
      } catch (error) {
        const message = `The router's encoder failed: ${messageOf(error)}`;
        throw new BotError("router.encoder_failed", message, { cause: error, retryable: true });
      }
    },
    close: async () => session.close(),
  };
}

async function openOnCpu(runtime: OnnxRuntime, options: ProviderOptions): Promise<OnnxSession> {
  const { modelFor, threads, samples, width } = options;
  try {
    const session = await openOnnxSession(runtime, await modelFor("cpu"), { provider: "cpu", threads });
    // The longest text first: the memory that it needs is then enough for every later one.
    for (const sample of samples) checkVectors(await session.run([sample]), width);
    return session;
  } catch (error) {
    if (error instanceof BotError) throw error;
    throw new BotError(
      "router.model_corrupt",
      `ONNX Runtime cannot run the router's encoder: ${messageOf(error)}. Install Switchyard again.`,
      { cause: error },
    );
  }
}

/** Rounding differs between processors; a driver that computes nonsense is far below this. */
const MIN_AGREEMENT = 0.95;

async function openOnGpu(
  runtime: OnnxRuntime,
  { modelFor, provider, threads, samples, width }: ProviderOptions,
  reference: OnnxSession,
): Promise<OnnxSession> {
  const session = await openOnnxSession(runtime, await modelFor(provider), { provider, threads });
  try {
    const [found, expected] = [await session.run(samples), await reference.run(samples)];
    const agreements = checkVectors(found, width).map((vector, index) => dot(vector, expected[index] ?? []));
    const least = Math.min(...agreements);
    if (least < MIN_AGREEMENT) {
      throw new Error(`its vectors agree with the CPU's by a cosine of ${least.toFixed(2)} only`);
    }
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

const LENGTH_TOLERANCE = 0.01;

/** Refuses vectors of another width or length than the model promises, such as those of a GPU that was lost. */
function checkVectors(vectors: readonly Float32Array[], width: number): readonly Float32Array[] {
  for (const vector of vectors) {
    if (vector.length !== width) throw new Error(`a vector has ${vector.length} numbers instead of ${width}`);
    // Written this way round because NaN is within no limits.
    if (!(Math.abs(dot(vector, vector) - 1) < LENGTH_TOLERANCE)) throw new Error("a vector has not length 1");
  }
  return vectors;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
