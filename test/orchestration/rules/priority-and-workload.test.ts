import { expect, test } from "vitest";
import { shipped } from "../shipped.ts";

const { rules, playbook } = shipped;

// seed: rules.yaml#priority_formula
test.each([
  ["impact", 1, 5],
  ["urgency", 1, 5],
  ["dependencies", 1, 3],
  ["resources", 1, 5],
  ["risk", 1, 5],
] as const)("the term %s of the priority runs from %d to %d", (term, min, max) => {
  expect(rules.priority.terms[term]).toMatchObject({ min, max });
});

// seed: rules.yaml#workload_balancing
test.each([
  ["load_distribution", "wip"],
  ["skill_development", "rotation"],
  ["burnout_prevention", "alternation"],
  ["knowledge_sharing", "pairing"],
])("the principle %s is carried out by %s", (id, by) => {
  expect(playbook.workload.principles.find((one) => one.id === id)?.by).toBe(by);
});

test("work in progress is limited for agents and for the people behind them", () => {
  expect(playbook.workload.wip).toEqual({ perAgent: 3, perPerson: 2, byAgent: {} });
});

test("an agent that never worked is expected to succeed four times in five", () => {
  expect(playbook.workload.success).toEqual({ window: "P4W", prior: { done: 4, tried: 5 } });
});

test("after two intense tasks in a row routine work comes first", () => {
  expect(playbook.workload.alternation).toEqual({ intense: ["high", "critical"], afterInARow: 2 });
});

test("work rotates over two weeks", () => {
  expect(playbook.workload.rotation).toEqual({ window: "P2W" });
});

test("somebody experienced takes a learner along on work of middling size", () => {
  expect(playbook.workload.pairing).toEqual({
    experiencedFrom: 20,
    learnerBelow: 5,
    levels: ["medium", "high"],
  });
});

// seed: rules.yaml#request_handling.steps.select_primary
test.each([
  ["primary_domain_expertise", "domain"],
  ["current_workload_and_availability", "load"],
  ["current_workload_and_availability", "availability"],
  ["recent_performance_and_success_rate", "success"],
  ["learning_and_knowledge_spread", "rotation"],
  ["learning_and_knowledge_spread", "pairing"],
] as const)("the criterion %s counts in the choice of an agent as %s", (_, weight) => {
  expect(playbook.workload.weights[weight]).toBeGreaterThan(0);
});

test("the domain weighs most", () => {
  const { domain, ...others } = playbook.workload.weights;

  expect(domain).toBeGreaterThan(Math.max(...Object.values(others)));
});

// seed: rules.yaml#agent_selection_success_criteria
test.each([
  "task_completion",
  "quality_standards",
  "knowledge_transfer",
  "team_satisfaction",
  "continuous_improvement",
])("a good choice of agents shows in %s", (id) => {
  expect(playbook.workload.successCriteria.map((one) => one.id)).toContain(id);
});

test.each([
  ["urgent", "PT1H"],
  ["high", "PT8H"],
  ["normal", "P3D"],
  ["low", "P1W"],
])("a task of the band %s that has waited %s stands before every new one", (name, firstWithin) => {
  expect(rules.priority.bands.find((band) => band.name === name)?.firstWithin).toBe(firstWithin);
});

test("waiting takes a task forward in twenty steps", () => {
  expect(rules.priority.ageingSteps).toBe(20);
});

test.each([
  ["impact", { emergency: 4, user_facing: 3 }],
  ["urgency", { emergency: 5 }],
  ["dependencies", { cross_cutting: 2, core_change: 2 }],
  ["risk", { core_change: 3 }],
] as const)("flags lift the term %s", (term, byFlag) => {
  expect(rules.priority.terms[term].byFlag).toEqual(byFlag);
});

test("agents stand near the favourite from three fifths of its score on", () => {
  expect(playbook.workload.candidates).toMatchObject({ nearShare: 0.6, standInDomain: 0.5 });
});

test("work has a cost and tasks a cap", () => {
  expect(playbook.workload.cost).toEqual({
    perRole: { primary: 3, support: 1, reviewer: 1, gate: 1 },
    perComplexity: { simple: 1, medium: 2, high: 3, critical: 5 },
    capPerTask: { simple: 4, medium: 10, high: 18, critical: 40 },
  });
});

test("durations are medians of the last twenty, from three on", () => {
  expect(playbook.workload.estimates).toEqual({ last: 20, atLeast: 3 });
});

test("the router's model alone raises three flags", () => {
  expect(playbook.analysis.modelFlags).toEqual([
    { flag: "security_sensitive", needed: "security_reviewer", atLeast: 0.7 },
    { flag: "performance_critical", needed: "performance_engineering_specialist", atLeast: 0.8 },
    { flag: "emergency", urgencyAtLeast: 4.8, impactAtLeast: 4.8 },
  ]);
});
