import type { Places } from "../../chat/places.ts";
import type { Clock } from "../../clock.ts";
import type { Emergencies } from "../../emergency/emergencies.ts";
import type { CoordinationOf } from "../../orchestration/coordination-of.ts";
import type { EscalationRules } from "../../orchestration/rules/escalation-rules.ts";
import type { Trigger } from "../../orchestration/rules/trigger-rules.ts";
import type { Store } from "../../store/store.ts";
import type { Task } from "../../tasks/task.ts";
import type { Timers } from "../../timers/timers.ts";
import type { WorkClock } from "../../calendar/work-clock.ts";
import type { Escalations } from "../escalations.ts";

/** What looks for matters that nobody has raised by hand. */
export interface TriggerDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly timers: Timers;
  readonly escalations: Escalations;
  readonly emergencies: Emergencies;
  /** As they are now. */
  readonly triggers: () => readonly Trigger[];
  readonly rules: () => EscalationRules;
  readonly coordinationOf: CoordinationOf;
  readonly workClock: () => Promise<WorkClock>;
  readonly places: Pick<Places, "for">;
  /** Settled ones are kept so long, in days. */
  readonly keepDays: number;
}

/** The rule of the triggers for a kind of event, where there is one. */
export function triggerFor<Event extends Trigger["event"]>(
  event: Event,
  { triggers }: Pick<TriggerDeps, "triggers">,
): Extract<Trigger, { readonly event: Event }> | undefined {
  return triggers().find((one): one is Extract<Trigger, { readonly event: Event }> => one.event === event);
}

/** The task is of a complexity whose problems are raised at once. */
export function escalatesAtOnce(
  task: Task,
  { coordinationOf }: Pick<TriggerDeps, "coordinationOf">,
): boolean {
  return coordinationOf(task).strategy.escalateAtOnce;
}
