import { gatesMatter } from "../escalations/gates-matter.ts";
import { ESCALATION_TIMER, escalationChange, toEscalation } from "../escalations/escalation.ts";
import type { DocumentChange } from "../store/store.ts";
import { timerChange } from "../timers/timer.ts";
import type { Advance } from "./plan-event.ts";
import { stageOf } from "./stage-state.ts";

/**
 * A limit that was reached is a matter like any other, kept under the post that tells of it. Its timer rings at once,
 * and whoever hears it finds out whom to ask, or that the same stage was raised before.
 */
export function limitChanges({ task, effects }: Advance, nowMs: number): DocumentChange[] {
  return effects.flatMap((effect) => {
    if (effect.type !== "escalate") return [];
    const { stage: stageId, trigger, problem } = effect;
    const stage = stageOf(task, stageId);
    const key = `${task.id}.${stageId}.${trigger}.${stage?.round ?? 1}.r${task.round}`;
    const attempts = [
      `${stage?.failedGates ?? 0} times at its gates, ${stage?.changeRequests ?? 0} times for changes`,
    ];
    const of = { key, matter: gatesMatter(task.id, stageId), taskId: task.id, stageId, trigger } as const;
    const what = {
      type: "failed_gate",
      problem,
      attempts,
      needs: [],
      openForMs: 0,
      severity: "high",
    } as const;
    const timer = { kind: ESCALATION_TIMER, id: key, dueMs: nowMs };
    return [escalationChange(toEscalation({ ...of, ...what }, nowMs)), timerChange(timer)];
  });
}
