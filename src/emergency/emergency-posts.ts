import type { WorkClock } from "../calendar/work-clock.ts";
import { threadKey } from "../chat/message-key.ts";
import type { Conversation, OutgoingMessage } from "../chat/messages.ts";
import type { Places } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { EscalationConfig } from "../config/escalation-config.ts";
import { readEscalation } from "../escalations/escalation.ts";
import type { Escalations } from "../escalations/escalations.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Store } from "../store/store.ts";
import type { Timer } from "../timers/timer.ts";
import type { Timers } from "../timers/timers.ts";
import { EMERGENCY_TIMER } from "./emergency.ts";
import type { Emergency } from "./emergency.ts";
import { renderTimeline } from "./render-emergency.ts";
import { withNames } from "./with-names.ts";
import type { NameOf } from "./with-names.ts";

export interface EmergencyDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly timers: Timers;
  readonly escalations: Escalations;
  readonly config: EscalationConfig["emergency"];
  readonly places: Pick<Places, "for">;
  readonly workClock: () => Promise<WorkClock>;
  /** What people call a person. */
  readonly nameOf: NameOf;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function timerOf({ id, nextUpdateAt }: Emergency): Timer {
  return { kind: EMERGENCY_TIMER, id, dueMs: Date.parse(nextUpdateAt) };
}

export async function zoneOf({ workClock }: EmergencyDeps): Promise<string> {
  return (await workClock()).zoneOf({ kind: "organisation" });
}

/** Its thread, and the channels of its team for what nobody has asked for. */
export async function placesOf(
  { thread, escalationId }: Emergency,
  { places, store, escalations }: EmergencyDeps,
): Promise<Conversation[]> {
  const escalation = await readEscalation(escalationId, store);
  const team = escalation === undefined ? undefined : (await escalations.ladderOf(escalation)).team;
  const channels = places.for("escalations", team);
  const others = channels.length > 0 ? channels : places.for("alerts", team);
  return [thread, ...others.filter(({ channel }) => channel !== thread.channel)];
}

export async function timelineDelivery(emergency: Emergency, deps: EmergencyDeps): Promise<NewDelivery> {
  const message = renderTimeline(withNames(emergency, deps.nameOf), await zoneOf(deps));
  const content = { kind: "live", to: emergency.thread, message, isPinned: true } as const;
  return { id: `emergency.${emergency.id}.timeline`, content, isUrgent: true };
}

export function post(
  emergency: Emergency,
  name: string,
  message: OutgoingMessage,
  to: Conversation,
): NewDelivery {
  return {
    id: `emergency.${emergency.id}.${name}.${threadKey(to)}`,
    content: { kind: "post", to, message },
    isUrgent: true,
  };
}
