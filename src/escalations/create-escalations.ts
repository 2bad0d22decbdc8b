import { readEscalation } from "./escalation.ts";
import type { Escalation } from "./escalation.ts";
import { idOfName } from "./escalation-numbers.ts";
import type { Escalations } from "./escalations.ts";
import { listOpenEscalations } from "./list-open-escalations.ts";
import type { LadderEvent } from "./ladder-event.ts";
import { openLadder } from "./open-ladder.ts";
import { raiseEscalation } from "./raise-escalation.ts";
import { stepEscalation } from "./step-escalation.ts";
import type { EscalationDeps } from "./step-escalation.ts";

/** Stuck matters on a store, with their timers. */
export function createEscalations(deps: EscalationDeps): Escalations {
  const { store, clock } = deps;

  async function find(name: string): Promise<Escalation | undefined> {
    const id = (await idOfName(name, store)) ?? name;
    return readEscalation(id, store);
  }

  return {
    raise: async (matter) => raiseEscalation(matter, deps),
    find,
    async act(name, word) {
      const found = await find(name);
      if (found === undefined) return { kind: "unknown" };
      const event = { ...word, nowMs: clock.now() } as LadderEvent;
      return stepEscalation({ id: found.id, event }, deps);
    },
    open: async () => listOpenEscalations(store),
    ladderOf: async (escalation) => openLadder(escalation, deps, clock.now()),
  };
}
