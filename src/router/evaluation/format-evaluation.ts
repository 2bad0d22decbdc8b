import { shorten, toLine } from "../../text/shorten.ts";
import type { Evaluation } from "./evaluation.ts";
import { MEASURES, type Measure } from "./measures.ts";

/** An evaluation with the name of the router it is of. */
export interface NamedEvaluation {
  readonly name: string;
  readonly evaluation: Evaluation;
}

/** What is shown of a request in a list. */
export const REQUEST_CHARS = 70;
const LABEL_CHARS = 28;
const COLUMN_CHARS = 14;

/**
 * Evaluations of one set side by side for people, as plain text, with the mistakes of the first one below; for
 * programs the object itself is JSON.
 */
export function formatEvaluations(first: NamedEvaluation, ...others: readonly NamedEvaluation[]): string {
  const { items, work, outOfScope, confusions, worst } = first.evaluation;
  const all = [first, ...others];
  const lines = [
    `${items} items: ${work} for an agent, ${outOfScope} for nobody, ${items - work - outOfScope} for the front door.`,
    "",
    row(
      "",
      all.map(({ name }) => name),
    ),
    ...MEASURES.map((measure) =>
      row(
        measure.label,
        all.map(({ evaluation }) => formatFigure(measure, measure.read(evaluation))),
      ),
    ),
    ...latencyRows(all),
  ];
  if (confusions.length > 0) {
    lines.push("", `Confused most often${by(first, others)} (expected -> got):`);
    lines.push(...confusions.map(({ expected, got, count }) => `  ${count} x ${expected} -> ${got}`));
  }
  if (worst.length > 0) {
    lines.push("", `Wrong and sure of it${by(first, others)}:`);
    lines.push(
      ...worst.map(
        ({ text, expected, got, confidence }) =>
          `  ${confidence.toFixed(2)} ${expected} -> ${got}: ${shorten(toLine(text), REQUEST_CHARS)}`,
      ),
    );
  }
  return lines.join("\n");
}

/** A figure with its unit; a dash where nothing was labelled for it. */
export function formatFigure({ unit }: Pick<Measure, "unit">, value: number | null): string {
  if (value === null) return "-";
  return unit === "share" ? `${(value * 100).toFixed(1)} %` : value.toFixed(3);
}

function by({ name }: NamedEvaluation, others: readonly NamedEvaluation[]): string {
  return others.length === 0 ? "" : ` by ${name}`;
}

function latencyRows(all: readonly NamedEvaluation[]): string[] {
  const figures = (read: (latency: Evaluation["latencyMs"]) => number): string[] =>
    all.map(({ evaluation }) => `${read(evaluation.latencyMs).toFixed(2)} ms`);
  return [
    row(
      "time, median",
      figures(({ p50 }) => p50),
    ),
    row(
      "  95th percentile",
      figures(({ p95 }) => p95),
    ),
    row(
      "  first call",
      figures(({ first }) => first),
    ),
  ];
}

function row(label: string, cells: readonly string[]): string {
  return `${label.padEnd(LABEL_CHARS)}${cells.map((cell) => cell.padStart(COLUMN_CHARS)).join("")}`;
}
