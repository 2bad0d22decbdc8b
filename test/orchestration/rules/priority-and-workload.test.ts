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
