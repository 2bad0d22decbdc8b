import { expect, test } from "vitest";
import type { GateReport, GateVerdict } from "../../src/gates/gate-report.ts";
import type { HookHandler } from "../../src/hooks/hook-handler.ts";
import { mergeGateReports, runGateHooks } from "../../src/lifecycle/gate-hooks.ts";
import { aPlannedTask, aStage } from "../workflow/plan-kit.ts";
import { createHookKit, teamHandler } from "./lifecycle-kit.ts";

function found(gate: string, verdict: GateVerdict): GateReport {
  const check = { id: "c", title: "c", verdict, reason: gate, failures: [], evidence: [] };
  return {
    gate,
    title: gate,
    taskId: "T1",
    attempt: 1,
    verdict,
    checks: [check],
    evidence: [],
    reviewers: [gate],
    at: "2031-03-03T09:00:00.000Z",
  };
}

async function run(handlers: readonly HookHandler[], verdict: GateVerdict = "passed") {
  const stage = aStage("build", ["code"], { gates: ["testing"] });
  const task = aPlannedTask([stage]);
  const signal = new AbortController().signal;
  const { deps } = createHookKit(handlers);
  return runGateHooks(
    { task, stage, results: new Map(), attempt: 1, signal },
    [{ hook: "INTEGRATION_QUALITY_GATE", report: found("testing", verdict) }],
    deps,
  );
}

test("without a handler of the team nothing runs beside the gate", async () => {
  expect(await run([])).toEqual([]);
});

test("a handler of the team runs once its gate has, and can stop the stage", async () => {
  const frozen = teamHandler("INTEGRATION_QUALITY_GATE", {
    name: "freeze",
    onFailure: "block",
    run: async () => ({ status: "failed", message: "no joins today" }),
  });

  expect(await run([frozen])).toMatchObject([
    { kind: "hook", verdict: "blocked", summary: "freeze: no joins today" },
  ]);
});

test("a gate that failed still lets the team's handlers react, and blocks nothing by itself", async () => {
  expect(await run([teamHandler("INTEGRATION_QUALITY_GATE")], "failed")).toMatchObject([
    { verdict: "passed" },
  ]);
});

test("several gates of one hook are as good as the worst of them", () => {
  const merged = mergeGateReports([found("testing", "passed"), found("integration", "needs_review")]);

  expect(merged).toMatchObject({ verdict: "needs_review", reviewers: ["testing", "integration"] });
  expect(merged?.checks.map(({ id }) => id)).toEqual(["testing.c", "integration.c"]);
  expect(mergeGateReports([])).toBeUndefined();
});
