import type { Evaluation } from "./evaluate.ts";

const MAX_TEXT_CHARS = 70;

/** An evaluation for people, as plain text; for programs the object itself is JSON. */
export function formatEvaluation(evaluation: Evaluation): string {
  const { bands, confusions, worst, latencyMs } = evaluation;
  const lines = [
    `${evaluation.items} items: ${evaluation.work} for an agent, ${evaluation.outOfScope} for nobody.`,
    "",
    row(
      "best agent right",
      percent(evaluation.top1),
      `${percent(evaluation.top1Exact)} counting the primary alone`,
    ),
    row("right among three", percent(evaluation.top3)),
    row("team (F1 / Jaccard)", `${decimal(evaluation.setF1)} / ${decimal(evaluation.setJaccard)}`),
    row("complexity right", percent(evaluation.complexityAccuracy)),
    row("front door right", percent(evaluation.frontDoorAccuracy)),
    row("out of scope caught", percent(evaluation.outOfScopeRecall)),
    row("work turned away", percent(evaluation.falseRejection)),
    row("routed / asked / no", [bands.route, bands.ask, bands.decline].map(percent).join(" / ")),
    row("routed ones right", percent(evaluation.routedPrecision)),
    row(
      "coverage at 95 %",
      percent(evaluation.coverageAt95),
      `confidence ${decimal(evaluation.confidenceFor95)} and up`,
    ),
    row("calibration error", decimal(evaluation.calibrationError)),
    row("latency p50 / p95", `${latencyMs.p50.toFixed(2)} / ${latencyMs.p95.toFixed(2)} ms`),
  ];
  if (confusions.length > 0) {
    lines.push("", "Confused most often (expected -> got):");
    lines.push(...confusions.map(({ expected, got, count }) => `  ${count} x ${expected} -> ${got}`));
  }
  if (worst.length > 0) {
    lines.push("", "Wrong and sure of it:");
    lines.push(
      ...worst.map(
        ({ text, expected, got, confidence }) =>
          `  ${confidence.toFixed(2)} ${expected} -> ${got}: ${shorten(text)}`,
      ),
    );
  }
  return lines.join("\n");
}

function row(label: string, value: string, note?: string): string {
  return `${label.padEnd(20)} ${value}${note === undefined ? "" : `  (${note})`}`;
}

function percent(share: number | null): string {
  return share === null ? "not labelled" : `${(share * 100).toFixed(1)} %`;
}

function decimal(value: number | null): string {
  return value === null ? "-" : value.toFixed(3);
}

/** One line of printable text, whatever the request holds. */
function shorten(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  return line.length <= MAX_TEXT_CHARS ? line : `${line.slice(0, MAX_TEXT_CHARS).replace(/\p{Cs}$/u, "")}...`;
}
