import type { BudgetRule } from "../config/budgets-config.ts";
import type { Changes, Store } from "../store/store.ts";
import { threadDelivery } from "../tasks/task-deliveries.ts";
import type { Task } from "../tasks/task.ts";
import { budgetChange, budgetKey, oldBudgets, readBudget } from "./budget-state.ts";
import type { BudgetState, StoredBudget } from "./budget-state.ts";
import type { Budgets, BudgetStanding, BudgetWord } from "./budgets.ts";
import { dayOf } from "./day-of.ts";
import { foldSpend } from "./fold-spend.ts";
import type { FoldDeps } from "./fold-spend.ts";
import { channelPayer, ORGANISATION, payersOf, userPayer } from "./payers.ts";
import { renderPause, renderWarning } from "./render-budget.ts";
import { addSpend, NO_SPEND, payerKey, readSpendDay } from "./spend.ts";
import type { Counter, Spend, SpendDay } from "./spend.ts";

export interface BudgetDeps extends FoldDeps {
  readonly store: Store;
  readonly rules: readonly BudgetRule[];
  readonly currency: string;
}

type Payer = Pick<Counter, "scope" | "name">;

/** A budget as it is worked with. */
interface Held extends StoredBudget {
  readonly rule: BudgetRule;
  readonly standing: BudgetStanding;
  readonly day: string;
}

const UNITS = ["tokens", "money", "gpuMinutes"] as const;

function ruleFor({ scope, name, what }: Counter, rules: readonly BudgetRule[]): BudgetRule | undefined {
  const fitting = rules.filter((rule) => rule.scope === scope && rule.what === what);
  return fitting.find(({ only }) => only === name) ?? fitting.find(({ only }) => only === undefined);
}

function stateOf(
  used: number,
  rule: BudgetRule,
  { limit = rule.limit, isOpen }: BudgetState,
): BudgetStanding["state"] {
  if (isOpen) return "open";
  if (used >= limit * rule.pauseAt) return "paused";
  return used >= limit * rule.warnAt ? "warned" : "within";
}

function standingOf(
  counter: Counter,
  spend: Spend,
  { state, rule }: Pick<Held, "state" | "rule">,
): BudgetStanding {
  const used = spend[counter.what];
  return {
    key: budgetKey(counter),
    counter,
    used,
    estimated: counter.what === "tokens" ? spend.estimatedTokens : 0,
    limit: state.limit ?? rule.limit,
    warnAt: rule.warnAt,
    state: stateOf(used, rule, state),
    asked: state.asked,
  };
}

/** Budgets by the rules of the configuration, over what the event log says was used. */
export function createBudgets(deps: BudgetDeps): Budgets {
  const { store, rules } = deps;
  const today = (): string => dayOf(deps.now(), deps.timeZone);

  async function held(payers: readonly Payer[], more: Spend = NO_SPEND): Promise<Held[]> {
    await foldSpend(deps);
    const day = today();
    const { spend } = await readSpendDay(day, store);
    return readHeld({ payers, day, spend, more }, deps);
  }

  async function byKey(key: string): Promise<Held | undefined> {
    const all = await held([toPayer(key.slice(0, key.lastIndexOf("/")))]);
    return all.find(({ standing }) => standing.key === key);
  }

  return {
    areSet: rules.length > 0,
    async check({ task, agent }, more) {
      if (rules.length === 0) return undefined;
      const all = await held(payersOf(task, agent, deps), more);
      for (const each of all) await tell(each, task, deps);
      return all.find(({ standing }) => standing.state === "paused")?.standing;
    },
    async standings() {
      if (rules.length === 0) return [];
      await foldSpend(deps);
      const { spend } = await readSpendDay(today(), store);
      return (await held(Object.keys(spend).map(toPayer))).map(({ standing }) => standing);
    },
    async concerning(place, actor) {
      if (rules.length === 0) return [];
      const payers = [ORGANISATION, channelPayer(place, deps), userPayer(actor, deps)];
      return (await held(payers)).map(({ standing }) => standing);
    },
    find: async (key) => (await byKey(key))?.standing,
    async decide(key, word, by) {
      for (;;) {
        const found = await byKey(key);
        if (found === undefined) return "unknown";
        const decided = await decide(found, { word, by }, deps);
        // Whoever was quicker in between is taken into account.
        if (decided !== undefined) return decided;
      }
    },
  };
}

function toPayer(key: string): Payer {
  const [scope = "", ...name] = key.split("/");
  const known = (["organisation", "channel", "user", "agent"] as const).find((each) => each === scope);
  return { scope: known ?? "organisation", name: name.join("/") };
}

interface Reading {
  readonly payers: readonly Payer[];
  readonly day: string;
  readonly spend: SpendDay;
  readonly more: Spend;
}

async function readHeld(
  { payers, day, spend, more }: Reading,
  { rules, store }: BudgetDeps,
): Promise<Held[]> {
  const counters = payers.flatMap((payer) => UNITS.map((what): Counter => ({ ...payer, what })));
  const all = await Promise.all(
    counters.map(async (counter) => {
      const rule = ruleFor(counter, rules);
      if (rule === undefined) return undefined;
      const budget = await readBudget(counter, day, store);
      const used = addSpend(spend[payerKey(counter)] ?? NO_SPEND, more);
      return { ...budget, rule, day, standing: standingOf(counter, used, { ...budget, rule }) };
    }),
  );
  return all.filter((each) => each !== undefined);
}

/** Posts a warning once a day, and a question once for each task and limit; whoever is quicker posts it. */
async function tell({ standing, state, stored, day }: Held, task: Task, deps: BudgetDeps): Promise<void> {
  const { store, currency } = deps;
  const { counter, key, limit } = standing;
  const data = { budget: key, used: standing.used, limit };
  const place = { counter, day };
  if (standing.state === "warned" && !state.isWarned) {
    const message = renderWarning(standing, currency);
    await store.commit({
      documents: [
        budgetChange(place, { ...state, isWarned: true }, stored),
        ...(await oldBudgets(day, store)),
      ],
      events: [{ type: "budget.warned", taskId: task.id, data }],
      deliveries: [threadDelivery(task, `budget.${day}.${key}.warned`, message)],
    });
  }
  const asked = `${task.id}.r${task.round}`;
  if (standing.state !== "paused" || state.asked.includes(asked)) return;
  await store.commit({
    documents: [budgetChange(place, { ...state, isWarned: true, asked: [...state.asked, asked] }, stored)],
    events: [{ type: "budget.paused", taskId: task.id, data }],
    deliveries: [
      threadDelivery(task, `budget.${day}.${key}.${limit}`, renderPause(standing, task.id, currency)),
    ],
  });
}

async function decide(
  { standing, state, stored, rule, day }: Held,
  { word, by }: { readonly word: BudgetWord; readonly by: string },
  { store }: BudgetDeps,
): Promise<BudgetStanding | "lower" | undefined> {
  const { counter, used } = standing;
  if (word.kind === "raise" && !(word.limit > standing.limit)) return "lower";
  // Everybody is asked anew at the next limit, and warned on the way to it.
  const next: BudgetState =
    word.kind === "raise"
      ? { limit: word.limit, isWarned: false, isOpen: false, asked: [] }
      : { ...state, isOpen: true, asked: [] };
  const decided = { ...standing, limit: next.limit ?? rule.limit, state: stateOf(used, rule, next) };
  const changes: Changes = {
    documents: [budgetChange({ counter, day }, next, stored)],
    events: [
      { type: "budget.decided", data: { budget: standing.key, by, kind: word.kind, limit: decided.limit } },
    ],
  };
  return (await store.commit(changes)) === "committed" ? decided : undefined;
}
