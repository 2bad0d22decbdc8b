import { expect, test } from "vitest";
import { reviewerFor } from "../../../src/orchestration/rules/gate-rules.ts";
import { shipped } from "../shipped.ts";

const { gates } = shipped.playbook;

// seed: rules.yaml#quality_gates and hook_groups_named_in_seed.quality_gates
const GATES: readonly (readonly [string, string, readonly string[]])[] = [
  ["code_quality", "CODE_QUALITY_GATE", ["build", "lint", "reviewer"]],
  ["testing", "INTEGRATION_QUALITY_GATE", ["test", "reviewer"]],
  ["performance", "COMMERCIAL_PERFORMANCE_VALIDATION", ["benchmark"]],
  ["documentation", "CODE_QUALITY_GATE", ["docs", "reviewer"]],
  ["integration", "INTEGRATION_QUALITY_GATE", ["test", "reviewer", "build"]],
  ["truth_validation", "TRUTH_VALIDATION_CHECK", ["evidence", "reviewer"]],
  ["commercial_readiness", "CUSTOMER_READINESS_VALIDATION", ["test", "docs", "reviewer"]],
];

test.each(GATES)("the gate %s is carried out by %s with real checks", (id, hook, by) => {
  const gate = gates.gates.find((one) => one.id === id);
  const required = gate?.checks.filter((check) => check.required).map((check) => check.by);

  expect(gate?.hook).toBe(hook);
  expect([...new Set(required)]).toEqual(by);
});

test("there are seven gates", () => {
  expect(gates.gates.map((gate) => gate.id)).toEqual(GATES.map(([id]) => id));
});

test.each(gates.gates.map((gate) => [gate.id, gate.reviewers] as const))(
  "the gate %s has somebody else to judge whoever did the work",
  (_, reviewers) => {
    for (const worker of reviewers) expect(reviewerFor(reviewers, [worker])).not.toBe(worker);
    for (const worker of reviewers) expect(reviewerFor(reviewers, [worker])).toBeDefined();
  },
);

test("nobody judges when all reviewers took part", () => {
  expect(reviewerFor(["a", "b"], ["b", "a"])).toBeUndefined();
});

// seed: rules.yaml#contingency_rules, #kpis, and C25 for what is between
test("a loss below 5 % passes, above 25 % fails, and a person is asked between", () => {
  expect(gates.regression).toEqual({ passBelow: 5, failAbove: 25 });
});

test("rework ends after three attempts with oversight", () => {
  expect(gates.rework).toEqual({ maxAttempts: 3, trigger: "quality_concern" });
});
