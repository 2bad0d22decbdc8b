import { percentile } from "../../src/router/evaluation/statistics.ts";
import type { PeerId } from "./peers.ts";

/** Milliseconds that one of two texts, and nineteen of twenty, stay within. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

export interface LatencyAt extends Latency {
  readonly tokens: number;
  readonly threads: number;
}

/** One peer, measured in a process of its own. */
export interface SpeedFigures {
  readonly loadMs: number;
  /** Resident memory that came with it, its libraries and working memory included. */
  readonly addedBytes: number;
  /** One text to a vector, or to a judgement where there is no vector. */
  readonly latencies: readonly LatencyAt[];
}

/** Shares of the validation requests for agents. */
export interface Accuracy {
  readonly top1: number;
  readonly top3: number;
}

export interface RouteFigures {
  /** Heads on the encoder's vectors and nothing besides; absent where there is no encoder. */
  readonly heads?: Accuracy;
  /** The whole router of the product with this peer inside. */
  readonly router: Accuracy;
  /** A decision of the whole router, from text to route, for texts of 16 to 32 tokens. */
  readonly decision: Latency;
  readonly decisionTexts: number;
}

export interface PeerFigures extends Partial<SpeedFigures>, Partial<RouteFigures> {
  readonly id: PeerId;
  readonly label: string;
  /** All files that must be there to compute; absent for what is fitted at the start. */
  readonly fileBytes?: number;
}

export function toLatency(times: readonly number[]): Latency {
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

/**
 * The median of each figure over the rounds: one round that something else disturbed does not count. `rounds` hold
 * figures of the same kind, in the same order.
 */
export function medianOf<Figures>(rounds: readonly Figures[]): Figures {
  const [first] = rounds;
  if (first === undefined) throw new Error("There is no round to take figures from.");
  return medianValue(rounds) as Figures;
}

function medianValue(values: readonly unknown[]): unknown {
  const [first] = values;
  if (typeof first === "number") return percentile(values as readonly number[], 0.5);
  if (Array.isArray(first))
    return first.map((_, index) => medianValue(values.map((value) => (value as readonly unknown[])[index])));
  if (typeof first !== "object" || first === null) return first;
  return Object.fromEntries(
    Object.keys(first).map((key) => [
      key,
      medianValue(values.map((value) => (value as Readonly<Record<string, unknown>>)[key])),
    ]),
  );
}
