import type { ModelUsage } from "./chat-model.ts";
import type { ModelPrice } from "./model-price.ts";

export const NO_USAGE: ModelUsage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0 };

const PER_MILLION = 1_000_000;

export function addUsage(a: ModelUsage, b: ModelUsage): ModelUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    ...(a.isEstimated === true || b.isEstimated === true ? { isEstimated: true } : {}),
  };
}

export function tokensOf({ inputTokens, outputTokens }: ModelUsage): number {
  return inputTokens + outputTokens;
}

/** What a turn cost, in the currency of the prices; cached input costs as other input where nothing else is said. */
export function costOf(usage: ModelUsage, price: ModelPrice): number {
  const fresh = Math.max(0, usage.inputTokens - usage.cachedTokens);
  const cached = Math.min(usage.cachedTokens, usage.inputTokens);
  const sum =
    fresh * price.input + cached * (price.cachedInput ?? price.input) + usage.outputTokens * price.output;
  return sum / PER_MILLION;
}
