import { expect, test } from "vitest";
import { kpiRows } from "../../src/reports/kpi-rows.ts";
import type { KpiInputs } from "../../src/reports/kpi-rows.ts";
import { countWeek } from "../../src/reports/week-figures.ts";
import { shipped } from "../orchestration/shipped.ts";

const BY = {
  isOurs: () => true,
  dateOf: () => "2031-03-03",
  domainOf: (agent: string) => agent,
  workedMs: () => 0,
};
const QUIET = countWeek([], { fromMs: 0, toMs: 1 }, BY);
const MEASURED = { at: "2031-03-06T10:00:00.000Z", command: "c", evidence: "T12", subject: "" };

function row(id: string, inputs: Partial<KpiInputs>) {
  const rows = kpiRows(shipped.playbook.kpis, { figures: QUIET, measurements: [], ...inputs });
  return rows.find((each) => each.id === id);
}

const counts = { passed: 3, failed: 1, skipped: 9 };

test.each([
  [
    "build_success_rate",
    { measurements: [{ ...MEASURED, kind: "build", value: "ended with 0" }] },
    "100 %",
    true,
  ],
  [
    "build_success_rate",
    { measurements: [{ ...MEASURED, kind: "build", value: "ended with 2" }] },
    "0 %",
    false,
  ],
  [
    "test_pass_rate",
    { measurements: [{ ...MEASURED, kind: "test", value: "3 passed", counts }] },
    "75 %",
    false,
  ],
  ["code_coverage", { measurements: [{ ...MEASURED, kind: "coverage", value: "93.1 %" }] }, "93.1 %", true],
  [
    "documentation_coverage",
    { measurements: [{ ...MEASURED, kind: "doc_coverage", value: "100 %" }] },
    "100 %",
    true,
  ],
  [
    "performance_stability",
    { figures: { ...QUIET, benchmarks: { measured: 2, worstLossPercent: 5 } } },
    "5 %",
    false,
  ],
  ["task_completion_rate", { goals: { done: 2, total: 3 } }, "66.7 %", undefined],
  [
    "blocker_resolution_time",
    {
      figures: {
        ...QUIET,
        blockers: { raised: 2, cleared: 2, clearedMs: 48 * 3_600_000, workedMs: 9 * 3_600_000 },
      },
    },
    "4.5 h",
    undefined,
  ],
  ["cross_team_collaboration", { figures: { ...QUIET, shared: 4 } }, "4", undefined],
  ["quality_gate_pass_rate", { figures: { ...QUIET, gates: { passed: 9, failed: 1 } } }, "90 %", undefined],
])("the figure %s comes from the log or a measurement", (id, inputs, text, isMet) => {
  expect(row(id, inputs)).toMatchObject({ text, ...(isMet === undefined ? {} : { isMet }) });
});

test("what nobody measured is said to be missing", () => {
  const rows = kpiRows(shipped.playbook.kpis, { figures: QUIET, measurements: [] });
  const missing = rows.filter((each) => "missing" in each).map(({ id }) => id);

  expect(missing).toEqual([
    "build_success_rate",
    "test_pass_rate",
    "code_coverage",
    "documentation_coverage",
    "performance_stability",
    "task_completion_rate",
    "blocker_resolution_time",
    "quality_gate_pass_rate",
  ]);
});

test("a command that merely ended well measures no coverage", () => {
  const measurements = [{ ...MEASURED, kind: "coverage", value: "ended with 0" }];

  expect(row("code_coverage", { measurements })).toHaveProperty("missing");
});

test.each([
  [95, false],
  [96, true],
])("above its threshold the report says that a beta is considered", (passed, isSaid) => {
  const counts = { passed, failed: 100 - passed, skipped: 0 };
  const measurements = [{ ...MEASURED, kind: "test", value: "counted", counts }];

  expect(JSON.stringify(row("test_pass_rate", { measurements })).includes("beta")).toBe(isSaid);
});
