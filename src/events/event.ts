import { z } from "zod";

export const EventType = z.enum([
  "message.received",
  "message.answered",
  "message.dead",
  "message.retried",
  "task.created",
  "task.started",
  "task.done",
  "task.failed",
  "task.dead",
  "task.retried",
  "task.cancelled",
  "task.follow_up",
  "task.reassigned",
  "task.escalated",
  "plan.proposed",
  "plan.started",
  "plan.changed",
  "stage.done",
  "stage.judged",
  "stage.sent_back",
  "stage.approval_asked",
  "stage.approved",
  "stage.refused",
  "stage.retried",
  "stage.skipped",
  "collaboration.synced",
  "checklist.marked",
  "task.replanned",
  "task.set",
  "task.bumped",
  "assignment.started",
  "assignment.done",
  "assignment.failed",
  "assignment.reassigned",
  "hooks.ran",
  "escalation.raised",
  "review.answered",
  "model.used",
  "model.failed",
  "question.asked",
  "question.answered",
  "delivery.sent",
  "delivery.dead",
  "delivery.retried",
  "route.labelled",
  "router.refitted",
  "agents.reloaded",
  "agent.away",
  "agent.back",
  "roadmap.linked",
  "roadmap.proposed",
  "risk.opened",
  "risk.closed",
  "test.failed",
  "test.passed",
  "benchmark.measured",
  "resource.conflict",
  "milestone.slipped",
  "contingency.proposed",
  "contingency.decided",
  "effect.proposed",
  "effect.approved",
  "effect.refused",
  "effect.expired",
  "effect.started",
  "effect.done",
  "effect.failed",
  "effect.unsure",
]);
export type EventType = z.infer<typeof EventType>;

/** One entry of the append-only event log. `id` is given by the log and grows. */
export const LoggedEvent = z.object({
  id: z.string(),
  type: EventType,
  at: z.iso.datetime(),
  taskId: z.string().optional(),
  messageKey: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
export type LoggedEvent = z.infer<typeof LoggedEvent>;

export interface NewEvent {
  readonly type: EventType;
  readonly taskId?: string;
  readonly messageKey?: string;
  /** Small facts only: ids, agents, durations; never message bodies. */
  readonly data?: Readonly<Record<string, unknown>>;
}
