import { createBudgets } from "../../src/budgets/create-budgets.ts";
import { createChannelOf } from "../../src/budgets/payers.ts";
import { Budgets } from "../../src/config/budgets-config.ts";
import type { NewEvent } from "../../src/events/event.ts";
import { createPersonOf } from "../../src/permissions/create-person-of.ts";
import type { Store } from "../../src/store/store.ts";

/** Budgets over a store; a second one over the same store is another process. */
export function openBudgets(store: Store, now: () => number, rules: readonly object[], timeZone = "UTC") {
  return createBudgets({
    store,
    rules: Budgets.parse(rules),
    currency: "EUR",
    timeZone,
    now,
    channelOf: createChannelOf([{ id: "dev", platform: "console", channel: "C1" }]),
    personOf: createPersonOf([{ id: "ana", accounts: { console: "U1" }, groups: [] }]),
  });
}

export function used(taskId: string, data: object = {}): NewEvent {
  return {
    type: "model.used",
    taskId,
    data: {
      agent: "debug",
      model: "fake:model",
      inputTokens: 600,
      outputTokens: 100,
      cachedTokens: 0,
      ...data,
    },
  };
}
