import type { Judge } from "../../src/router/judgement.ts";
import { openEncoder } from "../encoders/open-encoder.ts";
import { toLatency, type LatencyAt, type SpeedFigures } from "./figures.ts";
import type { Peer } from "./peers.ts";

export interface SpeedOptions {
  readonly peer: Peer;
  readonly modelDir: string;
  /** Load and memory are measured with the first. */
  readonly threads: readonly number[];
  /** Texts to time, by their length; the first few of each only warm up. */
  readonly lengths: readonly { readonly tokens: number; readonly texts: readonly string[] }[];
  /** Opens the router that needs no encoder. */
  readonly openLinear: () => Promise<Judge>;
}

/** Texts of each length that are not timed. */
export const WARM_UP = 30;

const SAMPLE = "Please find out why the nightly build fails since yesterday and fix it.";
const REPEATS_TO_FILL = 40;

/** Something that understands one text at a time. */
interface Opened {
  readonly ask: (text: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/**
 * Load, memory and latency of one peer. Load ends when the first text is understood. Memory is what is resident, once
 * garbage is collected and texts of every length were understood, beyond what was before anything of the peer was
 * touched. Means something only in a process that has done nothing else.
 */
export async function measureSpeed(options: SpeedOptions): Promise<SpeedFigures> {
  const [first = 1, ...others] = options.threads;
  const before = residentBytes();
  const start = performance.now();
  const opened = await open(options, first);
  await opened.ask(SAMPLE);
  const loadMs = performance.now() - start;
  await opened.ask(SAMPLE.repeat(REPEATS_TO_FILL));
  const latencies = await timeTexts(opened, options, first);
  const addedBytes = residentBytes() - before;
  await opened.close();
  // Judging by TF-IDF is the work of one thread whatever the setting.
  for (const threads of options.peer.path === undefined ? [] : others) {
    const again = await open(options, threads);
    latencies.push(...(await timeTexts(again, options, threads)));
    await again.close();
  }
  return { loadMs, addedBytes, latencies };
}

async function open({ peer, modelDir, openLinear }: SpeedOptions, threads: number): Promise<Opened> {
  if (peer.path === undefined) return { ask: await openLinear(), close: async () => undefined };
  const encoder = await openEncoder(peer.path, { threads, shippedDir: modelDir });
  return { ask: async (text) => encoder.encode(text), close: async () => encoder.close() };
}

async function timeTexts({ ask }: Opened, { lengths }: SpeedOptions, threads: number): Promise<LatencyAt[]> {
  const latencies: LatencyAt[] = [];
  for (const { tokens, texts } of lengths) {
    const times: number[] = [];
    for (const text of texts) {
      const start = performance.now();
      await ask(text);
      times.push(performance.now() - start);
    }
    latencies.push({ tokens, threads, ...toLatency(times.slice(WARM_UP)) });
  }
  return latencies;
}

function residentBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss;
}
