import { takeTimer } from "../timers/timer.ts";
import type { Timer } from "../timers/timer.ts";
import type { TimerHandler } from "../timers/timers.ts";
import { ESCALATION_TIMER, forgetChange, readStoredEscalation } from "./escalation.ts";
import type { StoredEscalation } from "./escalation.ts";
import type { Acted } from "./escalations.ts";
import { findOpenOfMatter, matterChange } from "./matter-index.ts";
import { stepEscalation, timerOf } from "./step-escalation.ts";
import type { EscalationDeps } from "./step-escalation.ts";

/** What was written down without a word is counted with its matter, where that is open already, and goes. */
async function mergeInto(
  id: string,
  given: StoredEscalation,
  { rang, deps }: { readonly rang: Timer; readonly deps: EscalationDeps },
): Promise<Acted> {
  const { id: occasion, attempts, trigger } = given.escalation;
  const to = trigger === undefined ? undefined : deps.targetOf(trigger);
  const asks = to === undefined || trigger === undefined ? {} : { asks: { to, trigger } };
  const event = { type: "reported", occasion, attempts, ...asks, nowMs: deps.clock.now() } as const;
  const taken = { timer: rang, change: takeTimer(rang) };
  return stepEscalation({ id, event, taken, also: { documents: [forgetChange(given)] } }, deps);
}

/** The first time that it rings for one that nobody was told of, it finds out whether that is a matter of its own. */
async function ring(timer: Timer, deps: EscalationDeps): Promise<Acted> {
  const { id } = timer;
  const due = { id, event: { type: "due", nowMs: deps.clock.now() }, rang: timer } as const;
  const given = await readStoredEscalation(id, deps.store);
  if (given?.escalation.level !== undefined || given === undefined) return stepEscalation(due, deps);
  const { matter } = given.escalation;
  const { indexed, found } = await findOpenOfMatter(matter, deps.store);
  if (found !== undefined && found.id !== id) {
    const merged = await mergeInto(found.id, given, { rang: timer, deps });
    if (merged.kind === "done") return merged;
  }
  return stepEscalation({ ...due, also: { documents: [matterChange(matter, id, indexed)] } }, deps);
}

/** Lets time do its part to escalations: they are told of, climb, remind, wake. */
export function createEscalationTimer(deps: EscalationDeps): TimerHandler {
  return {
    kind: ESCALATION_TIMER,
    async fire(timer) {
      const acted = await ring(timer, deps);
      if (acted.kind === "done") return;
      // It is settled, gone, or due at another time: this timer has nothing more to say.
      const next = acted.kind === "refused" ? timerOf(acted.escalation) : undefined;
      const written = await deps.store.commit({ documents: [takeTimer(timer, next)] });
      if (written === "committed" && next !== undefined) await deps.timers.arm(next);
    },
  };
}
