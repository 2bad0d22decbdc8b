import fc from "fast-check";
import { expect, test } from "vitest";
import { isTerminal } from "../../src/tasks/task.ts";
import type { Stage, Task } from "../../src/tasks/task.ts";
import { advancePlan } from "../../src/workflow/advance-plan.ts";
import type { PlanEvent } from "../../src/workflow/plan-event.ts";
import { dueAssignments, isStageOver, stageOf } from "../../src/workflow/stage-state.ts";
import { aPlannedTask, aStage } from "./plan-kit.ts";
import { BROKEN, byPerson, pick, someChances, somePlan } from "./random-plans.ts";
import type { Chance } from "./random-plans.ts";

function eventOf(chance: Chance, task: Task): PlanEvent | undefined {
  const { what, which, detail } = chance;
  if (what >= 66) return byPerson(chance, task);
  const all = task.plan.stages.flatMap((stage) => stage.assignments);
  const due = task.plan.stages.flatMap(dueAssignments);
  const one = pick(what < 50 && due.length > 0 ? due : all, which);
  if (one === undefined) return undefined;
  // Now and then a message of a round that is over.
  const round = detail === 0 ? Math.max(1, one.round - 1) : one.round;
  if (what < 20) return { type: "assignment.started", assignment: one.id, round };
  if (what < 55) {
    const changes = detail > 6 ? { changes: "do it again" } : {};
    return {
      type: "assignment.finished",
      assignment: one.id,
      round,
      result: `${one.id}.${round}`,
      ...changes,
    };
  }
  if (what < 57) return { type: "assignment.failed", assignment: one.id, round, error: BROKEN };
  const gating = pick(
    task.plan.stages.filter(({ state }) => state === "gating"),
    which,
  );
  if (gating === undefined) return undefined;
  const outcome = (["passed", "passed", "passed", "ask", "failed"] as const)[detail % 5] ?? "passed";
  return {
    type: "gate.verdict",
    stage: gating.id,
    round: detail === 9 ? gating.round - 1 : gating.round,
    verdict: { outcome, note: "because", reports: [] },
  };
}

/** What a healthy installation would do next: everything that is due goes well. */
function nextStep(task: Task): PlanEvent | undefined {
  if (task.plan.state === "proposed") return { type: "plan.started" };
  for (const stage of task.plan.stages) {
    if (stage.state === "awaiting_approval") return { type: "stage.approved", stage: stage.id, by: "ada" };
    if (stage.state === "gating") {
      const verdict = { outcome: "passed", note: "", reports: [] } as const;
      return { type: "gate.verdict", stage: stage.id, round: stage.round, verdict };
    }
    const [due] = dueAssignments(stage);
    if (due !== undefined)
      return {
        type: "assignment.finished",
        assignment: due.id,
        round: due.round,
        result: `${due.id}.${due.round}`,
      };
  }
  return undefined;
}

/** Everything that a stage waits for, near and far. */
function needsOf(task: Task, id: string): Stage[] {
  const needs = stageOf(task, id)?.needs ?? [];
  return needs.flatMap((need) => {
    const before = stageOf(task, need);
    return before === undefined ? [] : [before, ...needsOf(task, need)];
  });
}

/** Applies one event and holds the promises of every step to it. */
function createWitness(start: Task) {
  const finished = new Set<string>();
  let ends = 0;
  let current = start;
  return {
    task: () => current,
    ends: () => ends,
    see(event: PlanEvent): void {
      const wasOver = isTerminal(current.state);
      const { task, effects, refused } = advancePlan(current, event);
      if (refused !== undefined) {
        expect(task).toBe(current);
        expect(effects).toEqual([]);
        return;
      }
      if (event.type === "assignment.finished") {
        const key = `${task.round}.${event.assignment}.${event.round}`;
        expect(finished.has(key), `${key} has one result`).toBe(false);
        finished.add(key);
      }
      for (const effect of effects) {
        if (effect.type === "task.ended") ends += 1;
        if (effect.type !== "stage.start") continue;
        const open = needsOf(task, effect.stage).filter((stage) => !isStageOver(stage));
        expect(open, `${effect.stage} begins after its needs`).toEqual([]);
      }
      const revived = wasOver && !isTerminal(task.state);
      if (revived) ends = 0;
      expect(ends).toBe(isTerminal(task.state) ? 1 : 0);
      current = task;
    },
  };
}

test("any sequence of events leaves a plan that ends once, in order, with one result for each assignment", () => {
  fc.assert(
    fc.property(somePlan, someChances, (start, chances) => {
      const witness = createWitness(start);
      for (const chance of chances) {
        const event = eventOf(chance, witness.task());
        if (event !== undefined) witness.see(event);
      }
      for (let steps = 0; !isTerminal(witness.task().state); steps += 1) {
        const event = nextStep(witness.task());
        expect(event, `something is to be done: ${JSON.stringify(witness.task().plan)}`).toBeDefined();
        expect(steps).toBeLessThan(500);
        if (event !== undefined) witness.see(event);
      }
      expect(witness.ends()).toBe(1);
    }),
    { numRuns: 400, seed: 20_310_303 },
  );
});

test("nobody who works on a task judges it, however often it is reassigned", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ stage: fc.nat({ max: 1 }), to: fc.nat({ max: 4 }) }), { maxLength: 20 }),
      (moves) => {
        let task = aPlannedTask([
          aStage("build", ["a0", "a1"]),
          aStage("check", ["a2:reviewer", "a3:gate"], { mode: "review", needs: ["build"], reworks: "build" }),
        ]);
        for (const { stage, to } of moves) {
          const place = stage === 0 ? "build" : "check";
          task = advancePlan(task, {
            type: "assignment.reassigned",
            stage: place,
            to: `a${to}`,
            by: "ada",
          }).task;
          const roles = task.plan.stages.map(({ assignments }) => assignments.map(({ agent }) => agent));
          expect(roles[0]?.filter((agent) => roles[1]?.includes(agent))).toEqual([]);
        }
      },
    ),
    { numRuns: 200, seed: 7 },
  );
});
