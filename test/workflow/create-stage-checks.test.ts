import { expect, test } from "vitest";
import type { GateDeps, ReviewRequest } from "../../src/gates/gate-context.ts";
import type { AgentResult, StageReport, Task } from "../../src/tasks/task.ts";
import { createStageChecks } from "../../src/workflow/create-stage-checks.ts";
import { toGate } from "../../src/workflow/to-gate.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { aPlannedTask, aStage, follow } from "./plan-kit.ts";

const WORK: AgentResult = {
  summary: "the pool is larger",
  body: "done",
  madeBy: "test",
  handoff: { evidence: [{ kind: "reference", title: "the change", target: "src/pool.rs" }] },
};
const HOOK: StageReport = {
  kind: "hook",
  id: "ERROR_DETECTION",
  title: "ERROR_DETECTION",
  verdict: "passed",
  attempt: 1,
  summary: "",
  reviewers: [],
};

/** `code` has built something, `tester` has looked at it, and the stage waits to be judged. */
function workedTask(gates: readonly string[], hooks: readonly string[] = []): Task {
  const plan = follow(
    aPlannedTask([
      aStage("build", ["code"]),
      aStage("check", ["tester:reviewer"], { needs: ["build"], gates: [...gates], hooks: [...hooks] }),
    ]),
  );
  plan.work("build-code");
  plan.judge("build");
  plan.work("check-tester");
  return plan.task();
}

interface World {
  readonly result?: AgentResult;
  readonly exitCode?: number;
  readonly hook?: StageReport;
  readonly answer?: "approved" | "changes_requested" | "pending";
}

async function judge(
  task: Task,
  { result = WORK, exitCode = 0, hook = HOOK, answer = "pending" }: World = {},
) {
  const asked: ReviewRequest[] = [];
  const commands: string[] = [];
  const clock = createVirtualClock();
  const gateDeps: Omit<GateDeps, "signal"> = {
    clock,
    runProcess: async ({ argv }) => {
      commands.push(argv.join(" "));
      return { kind: "exited", exitCode, stdout: "", stderr: "", durationMs: 5 } as never;
    },
    workspace: "/",
    env: {},
    commands: { build: "make build" },
    results: shippedResults,
    timeoutMs: 1_000,
    thresholds: { passBelowPercent: 5, failAbovePercent: 25 },
    machine: "m",
    askReviewer: async (request) => {
      asked.push(request);
      return answer === "pending"
        ? { kind: "pending" }
        : { kind: answer, by: request.reviewer, comment: "looked at it" };
    },
  };
  const checks = createStageChecks({
    gates: () => shipped.playbook.gates.gates,
    gateDeps: () => gateDeps,
    runHooks: async ({ stage: { hooks } }) => (hooks.length === 0 ? [] : [hook]),
  });
  const stage = task.plan.stages[1];
  if (stage === undefined) throw new Error("there is no second stage");
  const verdict = await checks.judge({
    task,
    stage,
    results: new Map([
      ["1.build-code.1", result],
      ["1.check-tester.1", { ...result, isAdvice: true }],
    ]),
    attempt: 1,
    signal: new AbortController().signal,
  });
  return { verdict, asked, commands };
}

const shippedResults = { format: "auto", files: [] } as unknown as GateDeps["results"];

test("every shipped gate can be run, with its reviewers and what is required of it", () => {
  for (const rule of shipped.playbook.gates.gates) {
    const gate = toGate(rule);

    expect(gate.checks.map(({ id }) => id)).toEqual(
      rule.checks.filter(({ required }) => required).map(({ id }) => id),
    );
    expect(gate.checks.every(({ reviewers }) => reviewers.length >= 2)).toBe(true);
  }
});

test("asks a reviewer who had no part in the work where no command can tell", async () => {
  const { verdict, asked } = await judge(workedTask(["truth_validation"]));

  expect(verdict.outcome).toBe("ask");
  expect(asked.map(({ reviewer }) => reviewer)).not.toContain("code");
  expect(asked[0]).toMatchObject({ taskId: "T1", stageId: "check", reviewer: "truth_validator" });
  expect(verdict.card).toContain("Report card");
});

test("passes with answers and evidence, and says who judged", async () => {
  const { verdict } = await judge(workedTask(["truth_validation"]), { answer: "approved" });

  expect(verdict).toMatchObject({ outcome: "passed" });
  expect(verdict.reports).toMatchObject([{ kind: "gate", id: "truth_validation", verdict: "passed" }]);
  expect(verdict.reports[0]?.reviewers).toContain("truth_validator");
});

test("fails when a reviewer asks for changes, with the reason", async () => {
  const { verdict } = await judge(workedTask(["truth_validation"]), { answer: "changes_requested" });

  expect(verdict.outcome).toBe("failed");
  expect(verdict.note).toContain("looked at it");
});

test("advice is neither passed nor failed: the gate is reported as not run and the plan goes on", async () => {
  const { verdict, asked } = await judge(workedTask(["truth_validation"]), {
    result: { ...WORK, isAdvice: true },
  });

  expect(verdict.outcome).toBe("passed");
  expect(verdict.reports).toMatchObject([{ id: "truth_validation", verdict: "not_run" }]);
  expect(asked).toEqual([]);
});

test("a hook that blocks stops before any gate runs", async () => {
  const { verdict, asked } = await judge(workedTask(["truth_validation"], ["ERROR_DETECTION"]), {
    hook: { ...HOOK, verdict: "blocked", summary: "no licence" },
  });

  expect(verdict).toMatchObject({ outcome: "blocked", note: "ERROR_DETECTION: no licence" });
  expect(asked).toEqual([]);
});

test("a hook that fails or has no handler is reported and decides nothing", async () => {
  for (const status of ["failed", "not_run", "timed_out"]) {
    const { verdict } = await judge(workedTask([], ["ERROR_DETECTION"]), {
      hook: { ...HOOK, verdict: status },
    });

    expect(verdict).toMatchObject({ outcome: "passed", reports: [{ verdict: status }] });
  }
});

test("a gate that the rules do not have any more leaves the stage open", async () => {
  const { verdict } = await judge(workedTask(["long_gone"]));

  expect(verdict.outcome).toBe("ask");
  expect(verdict.note).toContain("no gate of this name");
});
