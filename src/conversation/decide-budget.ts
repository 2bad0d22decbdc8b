import type { BudgetStanding, BudgetWord } from "../budgets/budgets.ts";
import { amountText, parseBudgetPrompt } from "../budgets/render-budget.ts";
import type { Incoming, IncomingChoice } from "../chat/messages.ts";
import { actorOf } from "../permissions/actor-of.ts";
import { reconcile } from "../reconcile/reconcile.ts";
import { answer } from "./answer.ts";
import type { ConversationDeps, Turn } from "./conversation-deps.ts";
import { isRequester, nameOf } from "./may-steer.ts";
import { done, notDone } from "./verbs/outcome.ts";
import type { TaskOutcome } from "./verbs/outcome.ts";

const NOT_ALLOWED = "Raising a budget takes the permission `approve`.";
const SETTLED = "That question is settled already. `/budget` shows where things stand.";

type Said = Pick<Incoming, "platform" | "from"> & Partial<Pick<Incoming, "channel">>;

async function isOwnWork(said: Said, { asked }: BudgetStanding, deps: ConversationDeps): Promise<boolean> {
  const ids = asked.map((each) => each.split(".", 1)[0] ?? each);
  const tasks = await Promise.all(ids.map(async (id) => deps.store.tasks.get(id)));
  return tasks.some((task) => task !== undefined && isRequester(said, task, deps));
}

/** People with the permission `approve`; where nobody has it, whoever asked for a task that the budget paused. */
async function mayDecide(said: Said, standing: BudgetStanding, deps: ConversationDeps): Promise<boolean> {
  if (deps.agents().get(said.from.id) !== undefined) return false;
  if (deps.permissions.may(actorOf(said), "approve")) return true;
  return !deps.hasApprovers && isOwnWork(said, standing, deps);
}

function told({ key, counter, limit, state }: BudgetStanding, said: Said, currency: string): string {
  if (state === "open") return `${nameOf(said)} lets \`${key}\` go on for today.`;
  const still = state === "paused" ? " That is used up as well, so work stays paused." : "";
  return `${nameOf(said)} raised \`${key}\` to ${amountText(limit, counter.what, currency)} for today.${still}`;
}

/** Lets a person's word about a budget count, and what it paused go on; what to tell them. */
export async function decideBudget(
  said: Said,
  { key, word, at }: { readonly key: string; readonly word: BudgetWord; readonly at?: number },
  deps: ConversationDeps,
): Promise<TaskOutcome> {
  const { budgets, store } = deps;
  const standing = (await budgets?.book.find(key)) ?? undefined;
  if (budgets === undefined || standing === undefined)
    return notDone(`There is no budget \`${key}\`. \`/budget\` lists those of today.`);
  if (at !== undefined && (at !== standing.limit || standing.state === "open")) return notDone(SETTLED);
  if (!(await mayDecide(said, standing, deps))) return notDone(NOT_ALLOWED);
  const decided = await budgets.book.decide(key, word, `${said.platform}:${said.from.id}`);
  if (decided === "unknown") return notDone(SETTLED);
  if (decided === "lower")
    return notDone(
      `\`${key}\` is at ${amountText(standing.limit, standing.counter.what, budgets.currency)} already; a raise goes above that.`,
    );
  // What is missed here is found by the clockwork within a minute.
  if (decided.state !== "paused") await reconcile({ ...deps, store });
  return done(told(decided, said, budgets.currency));
}

/** A press under the question of a budget; false when it is another choice. */
export async function takeBudgetPress(turn: Turn<IncomingChoice>, deps: ConversationDeps): Promise<boolean> {
  const { prompt, value } = turn.incoming;
  const asked = parseBudgetPrompt(prompt);
  if (asked === undefined) return false;
  const { key, limit } = asked;
  const word: BudgetWord = value === "raise" ? { kind: "raise", limit: limit * 2 } : { kind: "go_on" };
  const isKnown = value === "raise" || value === "go_on";
  const { text } = isKnown
    ? await decideBudget(turn.incoming, { key, word, at: limit }, deps)
    : notDone(SETTLED);
  await answer(turn, { text }, deps.store);
  return true;
}
