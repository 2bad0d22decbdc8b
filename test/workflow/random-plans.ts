import fc from "fast-check";
import type { Stage, Task } from "../../src/tasks/task.ts";
import type { PlanEvent } from "../../src/workflow/plan-event.ts";
import { aPlannedTask, aStage } from "./plan-kit.ts";

/** Plans of one to five stages with every mode, gates, approvals, rework and needs on any stages before. */
export const somePlan = fc
  .array(
    fc.record({
      agents: fc.integer({ min: 1, max: 3 }),
      mode: fc.constantFrom("sequential", "parallel", "joint", "review"),
      purpose: fc.constantFrom("work", "validate", "communicate", "document"),
      needs: fc.array(fc.nat(), { maxLength: 3 }),
      reworks: fc.option(fc.nat(), { nil: undefined }),
      isJudge: fc.boolean(),
      maxRounds: fc.integer({ min: 1, max: 3 }),
      approval: fc.constantFrom("none", "none", "person"),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .chain((drafts) =>
    fc.record({
      drafts: fc.constant(drafts),
      isUnattended: fc.boolean(),
      state: fc.constantFrom("started", "proposed"),
    }),
  )
  .map(({ drafts, isUnattended, state }) => {
    const stages = drafts.map((draft, index): Stage => {
      const role = draft.isJudge ? ":reviewer" : "";
      const agents = Array.from({ length: draft.agents }, (_, at) => `a${index}${at}${role}`);
      const before = index === 0 ? [] : [...new Set(draft.needs.map((need) => `s${need % index}`))];
      const target = draft.reworks === undefined ? undefined : before[draft.reworks % (before.length || 1)];
      return aStage(`s${index}`, agents, {
        mode: draft.mode,
        purpose: draft.purpose,
        needs: before,
        maxRounds: draft.maxRounds,
        approval: draft.approval,
        ...(target === undefined ? {} : { reworks: target }),
      });
    });
    return aPlannedTask(stages, { isUnattended, state });
  });

/** What may happen next, by chance: sensible things, late ones, and people who change their minds. */
export interface Chance {
  readonly what: number;
  readonly which: number;
  readonly detail: number;
}
export const someChances = fc.array(
  fc.record({ what: fc.nat({ max: 99 }), which: fc.nat(), detail: fc.nat({ max: 9 }) }),
  { maxLength: 120 },
);

export function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[at % Math.max(1, list.length)];
}

export const BROKEN = { code: "test.broken", message: "It broke.", ref: "R-1", isRetryable: true };

/** What a person may want of a task, whether it makes sense or not. */
export function byPerson({ what, which, detail }: Chance, task: Task): PlanEvent | undefined {
  const stage = pick(task.plan.stages, which);
  if (stage === undefined) return undefined;
  const by = "ada";
  if (what < 72) return { type: "stage.retried", stage: stage.id, by };
  if (what < 80) return { type: "stage.skipped", stage: stage.id, by, reason: "not needed" };
  if (what < 90) return { type: "assignment.reassigned", stage: stage.id, to: `b${detail}`, by };
  if (what < 92) return { type: "task.cancelled", by };
  if (what < 96) return { type: "stage.approved", stage: stage.id, by };
  if (what < 98) return { type: "stage.refused", stage: stage.id, by, reason: "not like this" };
  return { type: "plan.started" };
}
