import { costText, durationText, tokensText } from "../execution/report/describe-work.ts";
import type { AgentResult, ResultUsage } from "../tasks/task.ts";

function sum(usages: readonly ResultUsage[], of: (usage: ResultUsage) => number): number {
  return usages.reduce((total, usage) => total + of(usage), 0);
}

/**
 * What all work on a task took, rounds that were done again included; undefined where one result says it all. Money
 * is named only where everything has a price.
 */
export function effortOfTask(results: Iterable<AgentResult>): string | undefined {
  const usages = [...results].flatMap(({ usage }) => (usage === undefined ? [] : [usage]));
  if (usages.length < 2) return undefined;
  const isPriced = usages.every(({ cost }) => cost !== undefined);
  const currency = usages[0]?.currency ?? "USD";
  const tokens = sum(usages, ({ inputTokens, outputTokens }) => inputTokens + outputTokens);
  const isEstimated = usages.some((usage) => usage.isEstimated === true);
  return [
    `_In all: ${usages.length} pieces of work`,
    tokensText(tokens, isEstimated),
    ...(isPriced ? [costText({ amount: sum(usages, ({ cost = 0 }) => cost), currency })] : []),
    `${durationText(sum(usages, ({ durationMs }) => durationMs))} of agents' time_`,
  ].join(" · ");
}
