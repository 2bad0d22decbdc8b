import { actorOf } from "../../permissions/actor-of.ts";
import type { BudgetStanding } from "../../budgets/budgets.ts";
import { budgetLine } from "../../budgets/render-budget.ts";
import type { Incoming } from "../../chat/messages.ts";
import type { ConversationDeps } from "../conversation-deps.ts";
import { decideBudget } from "../decide-budget.ts";
import { refused, type ChatCommand } from "./command.ts";
import { toAnswer } from "./task-answer.ts";
import { textArgument } from "../task-argument.ts";

const USAGE = "`/budget raise user/ana/tokens 200000` or `/budget go user/ana/tokens`";
const NONE = "No budgets are set. Whoever runs Switchyard can set some under `budgets`.";

/** Approvers see all budgets; others what concerns them and the place where they ask. */
async function visible(incoming: Incoming, deps: ConversationDeps): Promise<readonly BudgetStanding[]> {
  const actor = actorOf(incoming);
  const concerning = (await deps.budgets?.book.concerning(incoming, actor)) ?? [];
  if (!deps.permissions.may(actor, "approve")) return concerning;
  const all = (await deps.budgets?.book.standings()) ?? [];
  const known = new Set(all.map(({ key }) => key));
  return [...all, ...concerning.filter(({ key }) => !known.has(key))];
}

async function list(incoming: Incoming, deps: ConversationDeps): Promise<string> {
  if (deps.budgets?.book.areSet !== true) return NONE;
  const { currency } = deps.budgets;
  const lines = (await visible(incoming, deps)).map((standing) => budgetLine(standing, currency));
  const shown =
    lines.length === 0 ? "No budget concerns you here." : `Budgets of today:\n${lines.join("\n")}`;
  return `${shown}\nTo change one for today: ${USAGE}.`;
}

/** What is near its limit or above, for whoever asks how things stand; empty when nothing is. */
export async function budgetNews(incoming: Incoming, deps: ConversationDeps): Promise<string> {
  if (deps.budgets?.book.areSet !== true) return "";
  const { currency } = deps.budgets;
  const actor = actorOf(incoming);
  const lines = (await deps.budgets.book.concerning(incoming, actor)).map((each) =>
    budgetLine(each, currency),
  );
  return lines.length === 0 ? "" : `\n\nBudgets of today:\n${lines.join("\n")}`;
}

export const budgetCommand: ChatCommand = {
  name: "budget",
  usage: "/budget [raise user/ana/tokens 200000 | go user/ana/tokens]",
  summary: "what was used today of each budget; raises one for today, or lets work go on",
  args: [
    { name: "what", description: "raise one for today, or let work go on", choices: ["raise", "go"] },
    textArgument("budget", "its key, and the new limit"),
  ],
  isSlashOnly: true,
  async run({ args, incoming }, deps) {
    if (args === "") return list(incoming, deps);
    const [, verb = "", key = "", amount = ""] =
      /^(raise|go)\s+`?([^\s`]+)`?\s*([\d.,_]*)$/iu.exec(args) ?? [];
    if (verb.toLowerCase() === "go")
      return toAnswer(await decideBudget(incoming, { key, word: { kind: "go_on" } }, deps));
    const limit = Number(amount.replaceAll(/[,_]/gu, ""));
    if (verb === "" || amount === "" || !(limit > 0)) return refused(`What about budgets? ${USAGE}.`);
    return toAnswer(await decideBudget(incoming, { key, word: { kind: "raise", limit } }, deps));
  },
};
