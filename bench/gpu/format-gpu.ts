import { mean } from "../../src/router/evaluation/statistics.ts";

export interface GpuComparison {
  readonly provider: string;
  /** Different texts that were compared. */
  readonly texts: number;
  /** Texts in one run on the GPU. */
  readonly batch: number;
  /** Messages a second, tokenizer included. */
  readonly cpuRate: number;
  readonly gpuRate: number;
  /** Share of the texts on which the router decides alike: heads and words, as in the product. */
  readonly agreement: number;
  /** Between the two vectors of each text. */
  readonly cosines: readonly number[];
}

/** A few lines for people; the ratio is what counts, the rates are those of this machine. */
export function formatGpu(figures: GpuComparison): string {
  const { provider, texts, batch, cpuRate, gpuRate, agreement, cosines } = figures;
  return [
    `${texts} texts, ${provider} in batches of ${batch}`,
    `  CPU          ${cpuRate.toFixed(0)} messages/s`,
    `  ${provider.padEnd(12)} ${gpuRate.toFixed(0)} messages/s, ${(gpuRate / cpuRate).toFixed(1)} times the CPU`,
    `  decided alike ${(100 * agreement).toFixed(2)} %`,
    `  cosine        ${(mean(cosines) ?? 0).toFixed(5)} on average, ${Math.min(...cosines).toFixed(5)} at worst`,
  ].join("\n");
}
