import { expect, test } from "vitest";
import type { PeerFigures } from "../../../bench/router/figures.ts";
import { formatComparison, type Comparison } from "../../../bench/router/format-comparison.ts";

function toPeer(id: PeerFigures["id"], p50: number): PeerFigures {
  return {
    id,
    label: `the ${id}`,
    fileBytes: 9_876_543,
    loadMs: 123.4,
    addedBytes: 80_000_000,
    latencies: [{ tokens: 16, threads: 2, p50, p95: 2 * p50 }],
    heads: { top1: 0.901, top3: 0.973 },
    router: { top1: 0.912, top3: 0.984 },
    decision: { p50: 2 * p50, p95: 3 * p50 },
    decisionTexts: 40,
  };
}

const COMPARISON: Comparison = {
  machine: "a processor",
  node: "20.19.0",
  rounds: 3,
  textsOfEachLength: 200,
  peers: [toPeer("bitnet", 2), toPeer("twin", 5), { id: "linear", label: "the linear" }],
  missing: ["peers/teacher.onnx"],
  limits: {
    int8PeakPerSecond: { 2: 300e9 },
    memoryBytesPerSecond: 12e9,
    weightBytes: 10_600_000,
    lengths: [
      { tokens: 16, threads: 2, computeMs: 0.57, memoryMs: 0.88, int8LayersMs: 0.9, floatLayersMs: 3 },
    ],
  },
};

function lineWith(text: string, start: string): readonly string[] {
  return (text.split("\n").find((line) => line.startsWith(start)) ?? "").split(/ {2,}/u);
}

test("shows sizes, accuracy and the whole decision of every peer", () => {
  const [, sizes = "", accuracy = ""] = formatComparison(COMPARISON).split("\n\n");

  expect(lineWith(sizes, "the bitnet")).toEqual(["the bitnet", "9.9", "123", "80"]);
  expect(lineWith(sizes, "the linear")).toEqual(["the linear", "-", "-", "-"]);
  expect(lineWith(accuracy, "the bitnet")).toEqual([
    "the bitnet",
    "90.1",
    "97.3",
    "91.2",
    "98.4",
    "4.00",
    "6.00",
  ]);
});

test("tells how many times as fast as the twin each peer is, and the twin is once as fast", () => {
  const [, ratios = ""] = formatComparison(COMPARISON).split("times as fast as the twin");

  expect(lineWith(ratios, "the bitnet")).toEqual(["the bitnet", "2.50", "2.50"]);
  expect(lineWith(ratios, "the twin")).toEqual(["the twin", "1.00", "1.00"]);
});

test("without the twin there are no ratios, and what was left out is said", () => {
  const text = formatComparison({ ...COMPARISON, peers: COMPARISON.peers.slice(0, 1) });

  expect(text).not.toContain("times as fast");
  expect(text).toContain("left out: peers/teacher.onnx");
});

test("the limits say what share of our time the products alone would take", () => {
  const text = formatComparison(COMPARISON);

  expect(lineWith(text, "MatMulInteger, share")).toEqual(["MatMulInteger, share of BitNet's p50", "45 %"]);
  expect(text).toContain("300 G/s with 2 threads");
});
