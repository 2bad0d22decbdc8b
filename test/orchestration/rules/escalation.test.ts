import { expect, test } from "vitest";
import { minutesOf } from "../../../src/orchestration/rules/minutes-of.ts";
import { shipped } from "../shipped.ts";

const { triggers, escalation, contingency, risks } = shipped.playbook;

// seed: rules.yaml#escalation_triggers
test.each([
  ["technical_blocker", { event: "unresolved", longerThan: "P1D", action: "escalate", target: "architect" }],
  [
    "resource_constraint",
    { event: "over_capacity", action: "redistribute_or_delay", target: "orchestrator" },
  ],
  [
    "quality_concern",
    { event: "failed_attempts", attempts: 3, action: "add_oversight", target: "truth_validator" },
  ],
  ["timeline_risk", { event: "sprint_at_risk", action: "full_team_coordination", target: "orchestrator" }],
])("the trigger %s escalates as it should", (id, trigger) => {
  expect(triggers.triggers.find((one) => one.id === id)).toMatchObject(trigger);
});

// seed: rules.yaml#escalation_levels
test.each([
  [1, "Individual Resolution", "PT2H"],
  [2, "Team Collaboration", "P1D"],
  [3, "Cross-Team Coordination", "P3D"],
  [4, "Architecture/Design Review", undefined],
])("the escalation level %d is left in time", (level, title, until) => {
  const found = escalation.levels.find((one) => one.level === level);

  expect([found?.title, found?.until]).toEqual([title, until]);
});

test("limits of an escalation run from the start of the matter, in working hours", () => {
  expect([escalation.countsFrom, escalation.clock]).toEqual(["start_of_matter", "working_hours"]);
});

test("the architect is asked from the first day on and decides at the last level", () => {
  expect(escalation.levels.map((one) => one.asks.includes("architect"))).toEqual([false, false, true, true]);
});

// seed: rules.yaml#contingency_rules
test.each([
  [
    "test_failure_escalation",
    { event: "test_failure", longerThan: "P1W", action: "consider_architecture_review" },
  ],
  ["performance_issue", { event: "benchmark_regression", percentAbove: 25, action: "automated_rollback" }],
  ["resource_conflict", { event: "resource_conflict", action: "apply_cross_training_plan" }],
  ["timeline_delay", { event: "timeline_slip", action: "flexible_sprint_boundary_and_reprioritise" }],
])("the contingency rule %s proposes what it should", (id, rule) => {
  expect(contingency.rules.find((one) => one.id === id)).toMatchObject(rule);
});

// seed: rules.yaml#risk_register
test.each([
  ["R1", "high", "Single Test Failure", "debug", "P2D"],
  ["R2", "high", "CLI Development", "code", "P1W"],
  ["R3", "medium", "Performance Regression", "performance_engineering_specialist", undefined],
  ["R4", "medium", "Documentation Lag", "documentation_writer", undefined],
])("the risk %s has its level, owner and date", (id, ...facts) => {
  const risk = risks.risks.find((one) => one.id === id);

  expect([risk?.level, risk?.title, risk?.owner, risk?.due]).toEqual(facts);
});

test("there are four of each", () => {
  expect(
    [triggers.triggers, escalation.levels, contingency.rules, risks.risks].map((list) => list.length),
  ).toEqual([4, 4, 4, 4]);
});

test.each([
  ["PT30M", 30],
  ["PT2H", 120],
  ["P1D", 1440],
  ["P3D", 4320],
  ["P1W", 10_080],
  ["soon", 0],
])("the duration %s is %d minutes", (duration, minutes) => {
  expect(minutesOf(duration)).toBe(minutes);
});
