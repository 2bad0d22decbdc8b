import type { OutgoingMessage } from "../chat/messages.ts";
import type { BudgetStanding } from "./budgets.ts";
import type { Counter } from "./spend.ts";

const PROMPT = /^budget\/([^@]+)@([\d.]+)$/u;

/** Comes back with the press; the limit is in it, so that a press on an old question changes nothing. */
export function budgetPrompt({ key, limit }: Pick<BudgetStanding, "key" | "limit">): string {
  return `budget/${key}@${limit}`;
}

/** The budget and the limit that a choice is about; undefined for other choices. */
export function parseBudgetPrompt(
  prompt: string,
): { readonly key: string; readonly limit: number } | undefined {
  const [, key, limit] = PROMPT.exec(prompt) ?? [];
  return key === undefined ? undefined : { key, limit: Number(limit) };
}

const WHAT = { tokens: "tokens", money: "", gpuMinutes: "GPU minutes" } as const;

/** An amount with its unit: "1,200 tokens", "3.50 USD", "12.5 GPU minutes". */
export function amountText(value: number, what: Counter["what"], currency: string): string {
  if (what === "money") return `${value.toFixed(2)} ${currency}`;
  const rounded = what === "tokens" ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded.toLocaleString("en-US")} ${WHAT[what]}`;
}

function whose({ scope, name }: Counter): string {
  return scope === "organisation" ? "everybody" : `the ${scope} ${name}`;
}

/** One budget in one phrase: "850 tokens of 1,000 tokens (85 %, 200 estimated)". */
export function usedText(standing: BudgetStanding, currency: string): string {
  const { used, limit, estimated, counter } = standing;
  const guessed = estimated > 0 ? `, ${Math.round(estimated).toLocaleString("en-US")} of them estimated` : "";
  const of = `${amountText(used, counter.what, currency)} of ${amountText(limit, counter.what, currency)}`;
  return `${of} (${Math.floor((used / limit) * 100)} %${guessed})`;
}

/** One budget in one line of a list. */
export function budgetLine(standing: BudgetStanding, currency: string): string {
  const { state } = standing;
  const said = state === "within" ? "" : state === "open" ? ", goes on for today" : `, **${state}**`;
  return `- \`${standing.key}\`: ${usedText(standing, currency)}${said}`;
}

export function renderWarning(standing: BudgetStanding, currency: string): OutgoingMessage {
  const text = `The budget of ${whose(standing.counter)} for today is nearly used up: ${usedText(standing, currency)}. At its limit, work with a model pauses. \`/budget\` shows all of them.`;
  return { text };
}

/** Asks to raise a budget, to double it by a press or to any amount by command, or to go on without a limit today. */
export function renderPause(standing: BudgetStanding, taskId: string, currency: string): OutgoingMessage {
  const { key, limit, counter } = standing;
  const doubled = amountText(limit * 2, counter.what, currency);
  const text = [
    `**${taskId}** is paused: the budget of ${whose(counter)} for today is used up, ${usedText(standing, currency)}.`,
    `Whoever may approve can raise it here, or with \`/budget raise ${key} ${limit * 2}\`, or let it go on for today with \`/budget go ${key}\`. Tomorrow it begins anew, and the task goes on by itself.`,
  ].join("\n");
  const options = [
    { value: "raise", label: `Raise to ${doubled}`.slice(0, 75) },
    { value: "go_on", label: "Go on for today" },
  ];
  return { text, choices: { prompt: budgetPrompt(standing), options } };
}
