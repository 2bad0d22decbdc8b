import { toInlineCode } from "../brief-text.ts";
import type { WorkRecord } from "../loop/work-record.ts";

const MAX_FILES = 5;

function counted(count: number, one: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : `${one}s`}`;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export interface Cost {
  readonly amount: number;
  readonly currency: string;
}

function costText({ amount, currency }: Cost): string {
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
    `${record.usage.isEstimated === true ? "about " : ""}${counted(record.tokens, "token")}`,
    ...(cost === undefined ? [] : [costText(cost)]),
    duration(durationMs),
  ].join(" · ");
}

/** The files that were changed, by name as long as there are few. */
export function describeFiles(changed: readonly string[]): string {
  if (changed.length === 0) return "No file was changed.";
  const names = changed.slice(0, MAX_FILES).map(toInlineCode).join(", ");
  const more = changed.length > MAX_FILES ? ` and ${changed.length - MAX_FILES} more` : "";
  return `Changed: ${names}${more}.`;
}
