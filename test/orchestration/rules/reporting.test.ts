import { expect, test } from "vitest";
import { shipped } from "../shipped.ts";

const { cadence, kpis, checklists } = shipped.playbook;

// seed: rules.yaml#kpis
test.each([
  ["build_success_rate", "health", { is: "exactly", value: 100 }],
  ["test_pass_rate", "health", { is: "exactly", value: 100 }],
  ["code_coverage", "health", { is: "above", value: 90 }],
  ["documentation_coverage", "health", { is: "exactly", value: 100 }],
  ["performance_stability", "health", { is: "below", value: 5 }],
  ["task_completion_rate", "velocity", undefined],
  ["blocker_resolution_time", "velocity", undefined],
  ["cross_team_collaboration", "velocity", undefined],
  ["quality_gate_pass_rate", "velocity", undefined],
])("the KPI %s has its kind and target", (id, kind, target) => {
  const kpi = kpis.kpis.find((one) => one.id === id);

  expect([kpi?.kind, kpi?.target]).toEqual([kind, target]);
});

test("a beta is considered when more than 95 % of the tests pass", () => {
  expect(kpis.betaConsideredAbove).toBe(95);
});

// seed: rules.yaml#development_workflow
test("a piece of work goes through eight stages", () => {
  expect(cadence.workflow.map((stage) => stage.id)).toEqual([
    "issue_identification",
    "task_assignment",
    "development",
    "review",
    "integration",
    "quality_assurance",
    "testing",
    "deployment",
  ]);
});

// seed: rules.yaml#sprint_week
test.each([
  ["monday", "planning", ["PRE_TASK_SETUP"], true],
  ["wednesday", "mid_sprint_review", ["COLLABORATION_SYNC", "BLOCKER_ESCALATION"], true],
  ["friday", "retrospective", ["POST_TASK_VALIDATION", "POST_TASK_CLEANUP"], true],
  ["every_day", "progress_watch", ["WORKFLOW_STATE_MANAGEMENT"], false],
])("on %s there is %s", (day, id, hooks, timed) => {
  const meeting = cadence.week.find((one) => one.id === id);

  expect(meeting).toMatchObject({ day, hooks });
  expect(meeting?.at !== undefined).toBe(timed);
});

// seed: rules.yaml#daily_coordination
test.each([
  [1, "morning_sync", ["PRE_TASK_SETUP"]],
  [2, "progress_monitoring", ["COLLABORATION_SYNC"]],
  [3, "blocker_resolution", ["ERROR_DETECTION", "BLOCKER_ESCALATION"]],
  [4, "evening_review", ["POST_TASK_VALIDATION"]],
  [5, "continuous_adjustment", ["WORKFLOW_STATE_MANAGEMENT"]],
])("step %d of a day is %s", (step, id, hooks) => {
  expect(cadence.day[step - 1]).toMatchObject({ id, hooks });
});

// seed: rules.yaml#standup_report, #weekly_report
test("a standup is daily and asks for four things", () => {
  expect(cadence.standup.every).toBe("day");
  expect(cadence.standup.fields.map((field) => field.id)).toEqual([
    "progress",
    "blockers",
    "needs",
    "collaboration",
  ]);
});

test("a weekly report has four parts and shows three KPIs", () => {
  expect(cadence.weeklyReport.every).toBe("week");
  expect(cadence.weeklyReport.fields.map((field) => field.id)).toEqual([
    "sprint_goals",
    "metrics",
    "risks",
    "next_sprint",
  ]);
  expect(cadence.weeklyReport.kpis).toEqual([
    "test_pass_rate",
    "build_success_rate",
    "performance_stability",
  ]);
});

// seed: rules.yaml#checklists
test.each([
  ["pre_commercial_readiness", ["builds", "tests", "baseline", "environment", "coordination"]],
  [
    "commercial_week_1",
    [
      "technical_polish",
      "saas_planning",
      "customer_discovery",
      "business_intelligence",
      "market_preparation",
    ],
  ],
  ["commercial_principles", ["technical_excellence", "customer_focus", "revenue", "scalability"]],
  [
    "foundation",
    ["components_stable", "tests_before_beta", "core_reliable", "stability_first", "component_by_component"],
  ],
])("the list %s has its items", (id, items) => {
  expect(checklists.checklists.find((list) => list.id === id)?.items.map((item) => item.id)).toEqual(items);
});

test.each([
  ["technical_polish", { from: 1, to: 2 }],
  ["saas_planning", { from: 1, to: 3 }],
  ["customer_discovery", { from: 3, to: 5 }],
  ["business_intelligence", { from: 4, to: 5 }],
  ["market_preparation", { from: 5, to: 5 }],
])("%s has its days in the first commercial week", (id, days) => {
  const plan = checklists.checklists.find((list) => list.id === "commercial_week_1");

  expect(plan?.items.find((item) => item.id === id)?.days).toEqual(days);
});

test.each([
  ["tests", "520"],
  ["baseline", "300000"],
])("the readiness item %s keeps its figure", (id, figure) => {
  const list = checklists.checklists.find((one) => one.id === "pre_commercial_readiness");

  expect(list?.items.find((item) => item.id === id)?.text).toContain(figure);
});
