import { expect, test } from "vitest";
import { createStageChecks } from "../../src/workflow/create-stage-checks.ts";
import type { StageReport } from "../../src/tasks/task.ts";
import { aPlannedTask, aStage } from "../workflow/plan-kit.ts";

const judgement = () => {
  const stage = aStage("build", ["code"]);
  return {
    task: aPlannedTask([stage]),
    stage,
    results: new Map(),
    attempt: 1,
    signal: new AbortController().signal,
  };
};

function report(verdict: string): StageReport {
  return {
    kind: "hook",
    id: "POST_TASK_VALIDATION",
    title: "POST_TASK_VALIDATION",
    verdict,
    attempt: 1,
    summary: "licence check: no licence",
    reviewers: [],
  };
}

async function judge(verdict: string) {
  const told: string[] = [];
  const checks = createStageChecks({
    gates: () => [],
    gateDeps: () => {
      throw new Error("no gate runs here");
    },
    runHooks: async () => [report(verdict)],
    onBlocked: async (_judgement, note) => {
      told.push(note);
      return [{ ...report("passed"), id: "BLOCKER_ESCALATION" }];
    },
  });
  return { found: await checks.judge(judgement()), told };
}

test("a stage that a hook has stopped is raised, and its report says so", async () => {
  const { found, told } = await judge("blocked");

  expect(told).toEqual(["POST_TASK_VALIDATION: licence check: no licence"]);
  expect(found.reports.map(({ id }) => id)).toEqual(["POST_TASK_VALIDATION", "BLOCKER_ESCALATION"]);
});

test("a stage that goes on raises nothing", async () => {
  const { found, told } = await judge("passed");

  expect([found.outcome, told]).toEqual(["passed", []]);
});
