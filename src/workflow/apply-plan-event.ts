import type { Clock } from "../clock.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import type { Changes, Store } from "../store/store.ts";
import type { AgentResult, Task } from "../tasks/task.ts";
import { updateTask } from "../tasks/update-task.ts";
import { advancePlan } from "./advance-plan.ts";
import { carryOut } from "./carry-out.ts";
import { changesOf } from "./plan-changes.ts";
import type { Advance, PlanEvent } from "./plan-event.ts";

export interface PlanDeps {
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly clock: Clock;
}

export interface PlanStep {
  readonly taskId: string;
  readonly event: PlanEvent;
  /** Of the task; the event belongs to no other one. */
  readonly round?: number;
  /** The result that the event is about, not stored yet. */
  readonly result?: { readonly field: string; readonly value: AgentResult };
  /** The task as the caller has just read it. */
  readonly known?: Task;
  /** What else belongs into the same write. */
  readonly also?: Omit<Changes, "task" | "result">;
}

/** The task as it is now, and what the event did to it. */
export interface PlanStepDone {
  readonly task: Task;
  readonly advance: Advance;
}

function joined(own: Omit<Changes, "task">, also: Omit<Changes, "task" | "result">): Omit<Changes, "task"> {
  return {
    ...own,
    ...also,
    events: [...(own.events ?? []), ...(also.events ?? [])],
    deliveries: [...(own.deliveries ?? []), ...(also.deliveries ?? [])],
    documents: [...(own.documents ?? []), ...(also.documents ?? [])],
  };
}

/**
 * Lets an event happen to a plan: decided on the task as it is stored, written with everything that people see of it
 * in one commit, and only then carried out. Undefined when there is no such task. Running it twice is harmless: the
 * second time the event is refused.
 */
export async function applyPlanEvent(step: PlanStep, deps: PlanDeps): Promise<PlanStepDone | undefined> {
  const { event, known, also = {}, round } = step;
  const nowMs = deps.clock.now();
  let advance: Advance | undefined;
  const task = await updateTask(
    deps.store,
    step.taskId,
    async (current) => {
      advance =
        round === undefined || round === current.round
          ? advancePlan(current, event)
          : { task: current, effects: [], refused: "late" };
      if (advance.refused !== undefined) return undefined;
      const changes = await changesOf({ step, before: current, advance }, deps.store);
      return { task: advance.task, ...joined(changes, also) };
    },
    { nowMs, ...(known === undefined ? {} : { known }) },
  );
  if (task === undefined || advance === undefined) return undefined;
  await carryOut(task, advance.effects, deps.jobs);
  return { task, advance };
}
