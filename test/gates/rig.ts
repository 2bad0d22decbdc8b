import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import type { GateCheck } from "../../src/gates/gate.ts";
import type { GateContext, GateDeps, ReviewRequest } from "../../src/gates/gate-context.ts";
import { GateReport } from "../../src/gates/gate-report.ts";
import { runGate } from "../../src/gates/run-gate.ts";
import { createRunProcess } from "../../src/process/run-process.ts";

/** Gates over real processes in a folder of their own. */
export function createGateRig(more: Partial<GateDeps> = {}) {
  const workspace = mkdtempSync(join(tmpdir(), "gate-"));
  const asked: ReviewRequest[] = [];
  const deps: GateDeps = {
    clock: systemClock,
    runProcess: createRunProcess({ clock: systemClock, graceMs: 100 }),
    workspace,
    env: { PATH: process.env["PATH"] ?? "" },
    commands: {},
    results: { format: "auto" },
    timeoutMs: 100_000,
    thresholds: { passBelowPercent: 5, failAbovePercent: 25 },
    machine: "m1",
    askReviewer: async (request) => {
      asked.push(request);
      return { kind: "pending" };
    },
    ...more,
  };
  const context: GateContext = { taskId: "T1", stageId: "s1", authors: ["code"], attempt: 1 };

  async function run(checks: readonly GateCheck[], change: Partial<GateContext> = {}) {
    const gate = { id: "code_quality", title: "Code quality", checks: [...checks] };
    const report = await runGate(gate, { ...context, ...change }, deps);
    // Every report that a test sees can be stored and read again.
    return GateReport.parse(JSON.parse(JSON.stringify(report)));
  }

  return { workspace, deps, asked, run };
}

/** A command line that runs a piece of JavaScript. */
export function scriptLine(source: string): string {
  return `"${process.execPath}" -e '${source}'`;
}

const common = { title: "Check", reviewers: ["code", "truth_validator"], question: "Is it good?" };

export function commandCheckOf(expect: "success" | "tests" | "benchmarks", command = "test"): GateCheck {
  return { ...common, id: command, kind: "command", command, expect };
}

export const reviewCheck: GateCheck = { ...common, id: "review", kind: "review" };
export const claimsCheckOf: GateCheck = { ...common, id: "claims", kind: "claims" };
