import { advanceByPerson } from "./advance-by-person.ts";
import { advanceByTime } from "./advance-by-time.ts";
import type { Escalation } from "./escalation.ts";
import { refuse } from "./escalation-steps.ts";
import type { Ladder, LadderEvent, LadderStep } from "./ladder-event.ts";

/**
 * The one place that decides how an escalation goes on: the next document, and what follows from it. A pure function:
 * the same question has the same answer, and an event that changes nothing says why in `refused`.
 */
export function advanceEscalation(escalation: Escalation, event: LadderEvent, ladder: Ladder): LadderStep {
  if (escalation.state === "settled") return refuse(escalation, "settled");
  const step =
    event.type === "due"
      ? advanceByTime(escalation, event.nowMs, ladder)
      : advanceByPerson(escalation, event, ladder);
  if (step.refused !== undefined) return step;
  return { ...step, next: { ...step.next, step: escalation.step + 1 } };
}
