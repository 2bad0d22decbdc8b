import { takeTimer } from "../timers/timer.ts";
import type { TimerHandler } from "../timers/timers.ts";
import { ESCALATION_TIMER } from "./escalation.ts";
import { stepEscalation, timerOf } from "./step-escalation.ts";
import type { EscalationDeps } from "./step-escalation.ts";

/** Lets time do its part to escalations: they are told of, climb, remind, wake. */
export function createEscalationTimer(deps: EscalationDeps): TimerHandler {
  return {
    kind: ESCALATION_TIMER,
    async fire(timer) {
      const event = { type: "due", nowMs: deps.clock.now() } as const;
      const acted = await stepEscalation({ id: timer.id, event, rang: timer }, deps);
      if (acted.kind === "done") return;
      // It is settled, gone, or due at another time: this timer has nothing more to say.
      const next = acted.kind === "refused" ? timerOf(acted.escalation) : undefined;
      const written = await deps.store.commit({ documents: [takeTimer(timer, next)] });
      if (written === "committed" && next !== undefined) await deps.timers.arm(next);
    },
  };
}
