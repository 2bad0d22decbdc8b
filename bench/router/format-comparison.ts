import { formatTable } from "../encoders/format-table.ts";
import type { LatencyAt, PeerFigures } from "./figures.ts";
import type { MachineLimits } from "./measure-limits.ts";

export interface Comparison {
  readonly machine: string;
  readonly node: string;
  readonly rounds: number;
  readonly textsOfEachLength: number;
  readonly peers: readonly PeerFigures[];
  /** Peers whose files were not there. */
  readonly missing: readonly string[];
  readonly limits: MachineLimits;
}

/** The peer that the others are compared with. */
const REFERENCE = "twin";
const MEGABYTE = 1_000_000;

/** The whole comparison as plain text. */
export function formatComparison(comparison: Comparison): string {
  const { machine, node, rounds, textsOfEachLength, peers, missing, limits } = comparison;
  return [
    [
      `${machine}, Node ${node}; median of ${rounds} rounds, ${textsOfEachLength} texts of each length`,
      ...missing.map((file) => `left out: ${file}`),
    ].join("\n"),
    sizeTable(peers),
    routingTable(peers),
    latencyTable(peers),
    ...(peers.some(({ id }) => id === REFERENCE) ? [ratioTable(peers)] : []),
    limitTable(limits, peers),
  ].join("\n\n");
}

function sizeTable(peers: readonly PeerFigures[]): string {
  return formatTable(
    ["", "files MB", "load ms", "memory MB"],
    peers.map(({ label, fileBytes, loadMs, addedBytes }) => [
      label,
      fixed(fileBytes, 1, 1 / MEGABYTE),
      fixed(loadMs, 0),
      fixed(addedBytes, 0, 1 / MEGABYTE),
    ]),
  );
}

function routingTable(peers: readonly PeerFigures[]): string {
  return formatTable(
    ["on the validation requests", "heads top-1", "top-3", "router top-1", "top-3", "route p50 ms", "p95 ms"],
    peers.map(({ label, heads, router, decision }) => [
      label,
      ...[heads?.top1, heads?.top3, router?.top1, router?.top3].map((share) => fixed(share, 1, 100)),
      fixed(decision?.p50, 2),
      fixed(decision?.p95, 2),
    ]),
  );
}

function latencyTable(peers: readonly PeerFigures[]): string {
  const columns = columnsOf(peers);
  return formatTable(
    ["one text, p50 / p95 ms", ...columns.map(titleOf)],
    peers.map((peer) => [
      peer.label,
      ...columns.map((column) => {
        const found = latencyAt(peer, column);
        return found === undefined ? undefined : `${found.p50.toFixed(2)} / ${found.p95.toFixed(2)}`;
      }),
    ]),
  );
}

function ratioTable(peers: readonly PeerFigures[]): string {
  const columns = columnsOf(peers);
  const reference = peers.find(({ id }) => id === REFERENCE);
  return formatTable(
    ["times as fast as the twin, p50", ...columns.map(titleOf), "route"],
    peers.map((peer) => [
      peer.label,
      ...columns.map((column) => times(latencyAt(reference, column)?.p50, latencyAt(peer, column)?.p50)),
      times(reference?.decision?.p50, peer.decision?.p50),
    ]),
  );
}

function limitTable(limits: MachineLimits, peers: readonly PeerFigures[]): string {
  const own = peers.find(({ id }) => id === "bitnet");
  const table = formatTable(
    ["the linear layers alone, ms", ...limits.lengths.map(titleOf)],
    [
      ["multiply-adds at the peak", ...limits.lengths.map(({ computeMs }) => computeMs.toFixed(2))],
      ["weights read from memory once", ...limits.lengths.map(({ memoryMs }) => memoryMs.toFixed(2))],
      ["plain MatMulInteger", ...limits.lengths.map(({ int8LayersMs }) => int8LayersMs.toFixed(2))],
      ["plain float32 MatMul", ...limits.lengths.map(({ floatLayersMs }) => floatLayersMs.toFixed(2))],
      [
        "MatMulInteger, share of BitNet's p50",
        ...limits.lengths.map((limit) => {
          const p50 = latencyAt(own, limit)?.p50;
          return p50 === undefined ? undefined : `${((100 * limit.int8LayersMs) / p50).toFixed(0)} %`;
        }),
      ],
    ],
  );
  const peaks = Object.entries(limits.int8PeakPerSecond).map(
    ([threads, peak]) => `${(peak / 1e9).toFixed(0)} G/s with ${threadsText(Number(threads))}`,
  );
  return [
    table,
    `int8 multiply-adds at best ${peaks.join(", ")}; memory is read at ${(limits.memoryBytesPerSecond / 1e9).toFixed(1)} GB/s by one thread; weights of the layers ${(limits.weightBytes / MEGABYTE).toFixed(1)} MB once loaded`,
  ].join("\n");
}

type Column = Pick<LatencyAt, "tokens" | "threads">;

/** Every length and number of threads that any peer was measured with; one thread first. */
function columnsOf(peers: readonly PeerFigures[]): readonly Column[] {
  const all = peers.flatMap(({ latencies = [] }) => latencies);
  const columns = [...new Map(all.map((one) => [titleOf(one), one])).values()];
  return columns.sort((a, b) => a.threads - b.threads || a.tokens - b.tokens);
}

function latencyAt(peer: PeerFigures | undefined, { tokens, threads }: Column): LatencyAt | undefined {
  return peer?.latencies?.find((one) => one.tokens === tokens && one.threads === threads);
}

function titleOf({ tokens, threads }: Column): string {
  return `${tokens} tok, ${threads} thr`;
}

function threadsText(count: number): string {
  return count === 1 ? "1 thread" : `${count} threads`;
}

function times(reference: number | undefined, own: number | undefined): string | undefined {
  return reference === undefined || own === undefined ? undefined : (reference / own).toFixed(2);
}

function fixed(value: number | undefined, digits: number, factor = 1): string | undefined {
  return value === undefined ? undefined : (value * factor).toFixed(digits);
}
