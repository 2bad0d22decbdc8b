import type { Lifecycle, Trouble } from "../lifecycle/lifecycle.ts";
import type { MomentRecord } from "../lifecycle/record.ts";
import type { Task } from "../tasks/task.ts";
import { advancePlan } from "../workflow/advance-plan.ts";
import { applyPlanEvent } from "../workflow/apply-plan-event.ts";
import type { PlanDeps } from "../workflow/apply-plan-event.ts";
import type { PlanError, PlanEvent } from "../workflow/plan-event.ts";
import { placeOf } from "../workflow/stage-state.ts";
import type { AssignmentRef } from "./run-assignment.ts";

export interface EndDeps extends PlanDeps {
  /** Absent: no hooks run. */
  readonly lifecycle?: Lifecycle;
  /** Of the moment in which it failed, for the same write. */
  readonly record?: MomentRecord;
}

/** What hooks make of it; nothing when the failure comes too late to count. */
async function recovery(
  task: Task | undefined,
  event: Extract<PlanEvent, { type: "assignment.failed" }>,
  { trouble, lifecycle }: { readonly trouble: Trouble; readonly lifecycle: Lifecycle | undefined },
): Promise<MomentRecord | undefined> {
  const place = task === undefined ? undefined : placeOf(task, event.assignment);
  if (task === undefined || place === undefined || lifecycle === undefined) return undefined;
  if (advancePlan(task, event).refused !== undefined) return undefined;
  return lifecycle.failed({ task, ...place }, trouble);
}

/** Ends an assignment without a result, once the hooks for trouble have looked at it. Harmless to call again. */
export async function endAssignment(
  ref: AssignmentRef,
  { kind, ...error }: PlanError & Pick<Trouble, "kind">,
  deps: EndDeps,
): Promise<void> {
  const { taskId, round, assignmentId: assignment, stageRound = 1 } = ref;
  const event = { type: "assignment.failed", assignment, round: stageRound, error } as const;
  const known = deps.lifecycle === undefined ? undefined : await deps.store.tasks.get(taskId);
  const isOfRound = known?.round === round;
  const after = isOfRound
    ? await recovery(known, event, { trouble: { kind, ...error }, lifecycle: deps.lifecycle })
    : undefined;
  const records = [deps.record, after].filter((record) => record !== undefined);
  const also = {
    events: records.flatMap(({ events }) => events),
    deliveries: records.flatMap(({ deliveries }) => deliveries),
  };
  await applyPlanEvent({ taskId, round, event, also, ...(known === undefined ? {} : { known }) }, deps);
}
