import { z } from "zod";
import { takeTimer } from "../timers/timer.ts";
import type { Timer } from "../timers/timer.ts";
import type { TimerHandler } from "../timers/timers.ts";
import { readEscalation } from "./escalation.ts";
import type { Escalation } from "./escalation.ts";
import { stepEscalation } from "./step-escalation.ts";
import type { EscalationDeps } from "./step-escalation.ts";
import { ARRIVAL_TIMER } from "./arrival-timer.ts";

const LOOK_AGAIN_MS = 60_000;
/** A day of looking: by then the matter has been told again. */
const MOST_LOOKS = 1_440;

const Cards = z.array(z.string());

function cardsOf({ data }: Timer): string[] {
  const stored = data?.["cards"];
  return typeof stored === "string" ? Cards.parse(JSON.parse(stored)) : [];
}

/** Whether nobody has taken the matter, so that whether people hear of it still counts. */
function isWaiting(escalation: Escalation | undefined): escalation is Escalation {
  return escalation?.state === "open";
}

/**
 * Where all direct messages of a page are still on their way, as when a platform is down, those of the next level are
 * asked at once; and what was given up on is tried again and again until it is out or somebody has the matter.
 */
export function createArrivalTimer(deps: EscalationDeps): TimerHandler {
  const { store, clock, timers } = deps;
  const { deliveries } = store;

  return {
    kind: ARRIVAL_TIMER,
    async fire(timer) {
      const looks = Number(timer.data?.["looks"] ?? 0);
      const escalation = await readEscalation(String(timer.data?.["escalation"]), store);
      const cards = cardsOf(timer);
      const arrived = await Promise.all(cards.map(async (id) => deliveries.hasArrived(id)));
      if (!isWaiting(escalation) || arrived.includes(true) || looks >= MOST_LOOKS) {
        await store.commit({ documents: [takeTimer(timer)] });
        return;
      }
      for (const id of cards) await deliveries.revive(id);
      const nowMs = clock.now();
      const next = {
        dueMs: nowMs + LOOK_AGAIN_MS,
        data: { ...timer.data, looks: looks + 1 },
      };
      const taken = { timer, change: takeTimer(timer, next) };
      if (looks > 0) await store.commit({ documents: [taken.change] });
      else {
        const event = { type: "unreached", nowMs } as const;
        const acted = await stepEscalation({ id: escalation.id, event, taken }, deps);
        // It is out of reach of this timer: somebody has taken it, or it stands at the last level.
        if (acted.kind === "refused") await store.commit({ documents: [taken.change] });
      }
      await timers.arm({ kind: timer.kind, id: timer.id, dueMs: next.dueMs });
    },
  };
}
