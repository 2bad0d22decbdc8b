import type { Budgets } from "../budgets/budgets.ts";
import type { Settings } from "../config/settings.ts";
import type { Memory } from "../memory/create-memory.ts";
import type { AgentLoad } from "../orchestration/load/agent-load.ts";
import { createAgentLoad } from "../orchestration/load/create-agent-load.ts";
import { createPersonBehind } from "../orchestration/person-behind.ts";
import type { People } from "../people/people.ts";
import type { Store } from "../store/store.ts";
import { openBudgets } from "./open-budgets.ts";
import { openMemory } from "./open-memory.ts";
import type { World } from "./world.ts";

/** What is known of the past: what was spent, what is remembered, who has how much in hand. */
export interface Records {
  readonly budgets: Budgets;
  readonly memory: Memory;
  readonly load: AgentLoad;
}

export function openRecords(
  settings: Settings,
  { store, people }: { readonly store: Store; readonly people: People },
  { clock, loadMaxAgeMs }: Pick<World, "clock" | "loadMaxAgeMs">,
): Records {
  return {
    budgets: openBudgets(settings, { store, clock, people }),
    memory: openMemory(settings, store, clock),
    load: createAgentLoad({
      store,
      now: clock.now,
      personBehind: createPersonBehind(settings.config.people),
      ...(loadMaxAgeMs === undefined ? {} : { maxAgeMs: loadMaxAgeMs }),
    }),
  };
}
