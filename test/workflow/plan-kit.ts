import { Assignment, Plan, Stage } from "../../src/tasks/task.ts";
import type { Task } from "../../src/tasks/task.ts";
import { advancePlan } from "../../src/workflow/advance-plan.ts";
import type { Advance, PlanEffect, PlanEvent } from "../../src/workflow/plan-event.ts";
import { settlePlan } from "../../src/workflow/settle-plan.ts";
import { stageOf } from "../../src/workflow/stage-state.ts";
import { aTask } from "../store-contract/samples.ts";

type Role = Assignment["role"];
type StageChanges = Omit<Partial<Stage>, "id" | "assignments">;

/** A stage with agents given as "agent" (the first leads, the rest support) or "agent:role". */
export function aStage(id: string, agents: readonly string[], changes: StageChanges = {}): Stage {
  const assignments = agents.map((name, index) => {
    const [agent = "", role = index === 0 ? "primary" : "support"] = name.split(":");
    return Assignment.parse({
      id: `${id}-${agent}`,
      agent,
      role: role as Role,
      reason: "",
      state: "waiting",
      starts: 0,
    });
  });
  return Stage.parse({ id, title: id, state: "waiting", ...changes, assignments });
}

/** A task whose plan has these stages and has just begun. */
export function aPlannedTask(stages: readonly Stage[], changes: Partial<Plan> = {}): Task {
  const plan = Plan.parse({ ...changes, stages });
  return settlePlan(aTask("T1", { plan })).task;
}

/** A task that remembers everything that followed from what happened to it. */
export function follow(start: Task) {
  let task = start;
  const effects: PlanEffect[] = [];

  function happen(event: PlanEvent): Advance {
    const advance = advancePlan(task, event);
    task = advance.task;
    effects.push(...advance.effects);
    return advance;
  }

  function assignmentOf(id: string): Assignment {
    const found = task.plan.stages.flatMap((stage) => stage.assignments).find((each) => each.id === id);
    if (found === undefined) throw new Error(`there is no assignment ${id}`);
    return found;
  }

  return {
    happen,
    task: () => task,
    effects,
    stage: (id: string) => {
      const stage = stageOf(task, id);
      if (stage === undefined) throw new Error(`there is no stage ${id}`);
      return stage;
    },
    states: () => Object.fromEntries(task.plan.stages.map(({ id, state }) => [id, state])),
    begin: (id: string) =>
      happen({ type: "assignment.started", assignment: id, round: assignmentOf(id).round }),
    /** The agent's work begins and ends. */
    work(id: string, changes?: string): Advance {
      const { round } = assignmentOf(id);
      happen({ type: "assignment.started", assignment: id, round });
      return happen({
        type: "assignment.finished",
        assignment: id,
        round,
        result: `1.${id}.${round}`,
        ...(changes === undefined ? {} : { changes }),
      });
    },
    fail: (id: string, isRetryable = false) =>
      happen({
        type: "assignment.failed",
        assignment: id,
        round: assignmentOf(id).round,
        error: { code: "test.broken", message: "It broke.", ref: "R-1", isRetryable },
      }),
    judge: (id: string, outcome: "passed" | "ask" | "failed" | "blocked" = "passed", note = "") =>
      happen({
        type: "gate.verdict",
        stage: id,
        round: stageOf(task, id)?.round ?? 0,
        verdict: { outcome, note, reports: [] },
      }),
  };
}
