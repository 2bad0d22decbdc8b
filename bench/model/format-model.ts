import { percentile } from "../../src/router/evaluation/statistics.ts";

/** Tokens a second. */
export interface ModelRate {
  /** Of the prompt. */
  readonly read: number;
  /** Of the answer. */
  readonly written: number;
}

export interface ModelComparison {
  readonly cpu: readonly ModelRate[];
  readonly gpu: readonly ModelRate[];
}

function line(name: string, rates: readonly ModelRate[]): string {
  const at = (of: keyof ModelRate) =>
    percentile(
      rates.map((rate) => rate[of]),
      0.5,
    );
  return `  ${name.padEnd(4)} ${at("read").toFixed(0)} tokens/s of the prompt, ${at("written").toFixed(0)} tokens/s of the answer`;
}

/** The median of each, side by side. */
export function formatModel({ cpu, gpu }: ModelComparison): string {
  return [`median of ${cpu.length} answers`, line("CPU", cpu), line("GPU", gpu)].join("\n");
}
