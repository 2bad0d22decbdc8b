import type { Budgets } from "../budgets/budgets.ts";
import { createBudgets } from "../budgets/create-budgets.ts";
import { createChannelOf } from "../budgets/payers.ts";
import { amountText } from "../budgets/render-budget.ts";
import type { Spend } from "../budgets/spend.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { AgentRun } from "../execution/agent-runner.ts";
import type { People } from "../people/people.ts";
import type { Store } from "../store/store.ts";

interface BudgetParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly people: Pick<People, "of">;
}

/** The budgets of the configuration, in the zone of the organisation. */
export function openBudgets({ config }: Settings, { store, clock, people }: BudgetParts): Budgets {
  return createBudgets({
    store,
    rules: config.budgets,
    currency: config.models.currency,
    timeZone: config.organisation.timeZone,
    now: clock.now,
    channelOf: createChannelOf(config.channels),
    personOf: people.of,
  });
}

/** Asks before each further turn of a running agent, and says what it has to end at. */
export function createHeldBy(
  budgets: Budgets,
  currency: string,
): (run: AgentRun, used: Spend) => Promise<string | undefined> {
  return async ({ task, agent }, used) => {
    const held = await budgets.check({ task, agent: agent.id }, used);
    if (held === undefined) return undefined;
    return `${amountText(held.limit, held.counter.what, currency)} a day (${held.key})`;
  };
}
