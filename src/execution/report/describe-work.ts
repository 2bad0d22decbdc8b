import { toInlineCode } from "../brief-text.ts";
import type { WorkRecord } from "../loop/work-record.ts";

const MAX_FILES = 5;

function counted(count: number, one: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : `${one}s`}`;
}

/** `34 s`, `2 min 5 s`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `1,234 tokens`, or `about` so many where some were guessed. */
export function tokensText(tokens: number, isEstimated: boolean): string {
  return `${isEstimated ? "about " : ""}${counted(tokens, "token")}`;
}

export interface Cost {
  readonly amount: number;
  readonly currency: string;
}

/** `0.42 USD`, with more digits where it is little. */
export function costText({ amount, currency }: Cost): string {
  const digits = amount > 0 && amount < 0.01 ? 4 : 2;
  return `${amount.toFixed(digits)} ${currency}`;
}

/** What was done, as facts in one line: steps, tokens, cost and time. */
export function describeEffort(
  record: Pick<WorkRecord, "steps" | "tokens" | "usage">,
  { cost, durationMs }: { readonly cost: Cost | undefined; readonly durationMs: number },
): string {
  return [
    counted(record.steps.length, "step"),
    tokensText(record.tokens, record.usage.isEstimated === true),
    ...(cost === undefined ? [] : [costText(cost)]),
    durationText(durationMs),
  ].join(" · ");
}

/** The files that were changed, by name as long as there are few. */
export function describeFiles(changed: readonly string[]): string {
  if (changed.length === 0) return "No file was changed.";
  const names = changed.slice(0, MAX_FILES).map(toInlineCode).join(", ");
  const more = changed.length > MAX_FILES ? ` and ${changed.length - MAX_FILES} more` : "";
  return `Changed: ${names}${more}.`;
}
