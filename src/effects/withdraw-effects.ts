import type { Changes, Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import type { Effect } from "./effect.ts";
import { cardDelivery } from "./effect-card.ts";
import { effectChange, effectEvent, effectsOf } from "./effect-store.ts";
import type { StoredEffect } from "./effect-store.ts";

type Withdrawal = Required<Pick<Changes, "documents" | "events" | "deliveries">>;

/** Nothing of it has begun: it waits for a person, or for its job. */
function isUnbegun({ state, startedMs }: Effect): boolean {
  return state === "proposed" || (state === "approved" && startedMs === undefined);
}

function withdrawal(task: Task, all: readonly StoredEffect[]): Withdrawal {
  const withdrawn = all
    .filter(({ effect }) => isUnbegun(effect))
    .map(({ effect, stored }) => ({ stored, effect: { ...effect, state: "withdrawn" } satisfies Effect }));
  return {
    documents: withdrawn.map(({ effect, stored }) => effectChange(effect, stored)),
    events: withdrawn.map(({ effect }) => effectEvent("effect.withdrawn", effect)),
    deliveries: withdrawn.map(({ effect }) => cardDelivery(task, effect)),
  };
}

/**
 * What a task that is cancelled takes back with it: proposals that nobody decided on, approvals whose job has not
 * begun. Their cards say so. What runs already goes on to its end.
 */
export async function withdrawalChanges(task: Task, store: Pick<Store, "documents">): Promise<Withdrawal> {
  return withdrawal(task, await effectsOf(task.id, store));
}
