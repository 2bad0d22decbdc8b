import { expect, test } from "vitest";
import type { Pattern, PatternStage } from "../../../src/orchestration/rules/pattern-rules.ts";
import { shipped } from "../shipped.ts";

const { patterns } = shipped.playbook;
const all: readonly Pattern[] = [
  ...patterns.taskPatterns,
  ...patterns.collaborationPatterns,
  patterns.otherwise,
];

function stageOf(pattern: string, stage: string): PatternStage | undefined {
  return all.find((one) => one.id === pattern)?.stages.find((one) => one.id === stage);
}

function rolesOf(stage: PatternStage | undefined): string[] | undefined {
  return stage?.agents.map((one) => `${one.role}:${one.agent}`);
}

/** Stages in an order in which they may run. */
function orderOf(pattern: string): string[] {
  const stages = all.find((one) => one.id === pattern)?.stages ?? [];
  const order: string[] = [];
  while (order.length < stages.length) {
    const next = stages.filter(
      (stage) => !order.includes(stage.id) && stage.needs.every((need) => order.includes(need)),
    );
    if (next.length === 0) throw new Error(`${pattern} never ends`);
    order.push(...next.map((stage) => stage.id));
  }
  return order;
}

// seed: rules.yaml#multi_agent_task_patterns
test.each([
  ["cross_domain_development", "primary", ["primary:domain_primary"]],
  ["cross_domain_development", "secondary", ["support:domain_support"]],
  ["cross_domain_development", "quality", ["gate:truth_validator"]],
  ["cross_domain_development", "documentation", ["primary:documentation_writer"]],
  [
    "critical_infrastructure_change",
    "required_review_chain",
    ["reviewer:architect", "reviewer:security_reviewer", "reviewer:performance_engineering_specialist"],
  ],
  [
    "critical_infrastructure_change",
    "implementation_team",
    ["primary:code", "reviewer:rust_best_practices_specialist"],
  ],
  [
    "critical_infrastructure_change",
    "validation_team",
    ["primary:test_utilities_specialist", "support:debug"],
  ],
  ["critical_infrastructure_change", "documentation_update", ["primary:documentation_writer"]],
  ["critical_infrastructure_change", "final_validation", ["gate:truth_validator"]],
  [
    "commercial_feature_development",
    "business_planning",
    [
      "primary:saas_platform_architect",
      "support:business_intelligence_specialist",
      "support:customer_success_specialist",
    ],
  ],
  [
    "commercial_feature_development",
    "technical_design",
    ["primary:architect", "support:api_development_specialist", "support:ui_ux_development_specialist"],
  ],
  [
    "commercial_feature_development",
    "implementation",
    ["primary:code", "support:ui_ux_development_specialist"],
  ],
  [
    "commercial_feature_development",
    "infrastructure",
    ["primary:devops_infrastructure_specialist", "reviewer:security_reviewer"],
  ],
  ["commercial_feature_development", "validation", ["primary:test_utilities_specialist"]],
  ["commercial_feature_development", "user_documentation", ["primary:documentation_writer"]],
  [
    "commercial_feature_development",
    "launch",
    ["primary:customer_success_specialist", "gate:truth_validator"],
  ],
  ["emergency_response", "immediate_response", ["primary:debug"]],
  ["emergency_response", "root_cause_analysis", ["primary:debug", "support:code", "support:architect"]],
  [
    "emergency_response",
    "fix_development",
    ["primary:code", "reviewer:rust_best_practices_specialist", "reviewer:security_reviewer"],
  ],
  ["emergency_response", "validation", ["primary:test_utilities_specialist", "gate:truth_validator"]],
  ["emergency_response", "deployment", ["primary:devops_infrastructure_specialist"]],
  ["emergency_response", "post_incident", ["primary:documentation_writer", "support:project_research"]],
  ["emergency_response", "communication", ["primary:ask", "support:customer_success_specialist"]],
])("in %s the stage %s has its agents", (pattern, stage, roles) => {
  expect(rolesOf(stageOf(pattern, stage))).toEqual(roles);
});

test.each([
  ["emergency_response", 7],
  ["critical_infrastructure_change", 5],
  ["commercial_feature_development", 7],
  ["cross_domain_development", 4],
])("the pattern %s has %d stages", (id, count) => {
  expect(patterns.taskPatterns.find((pattern) => pattern.id === id)?.stages).toHaveLength(count);
});

test.each([
  ["cross_domain_development", "documentation", { flag: "user_facing" }],
  ["critical_infrastructure_change", "documentation_update", undefined],
])("in %s the stage %s has its condition", (pattern, stage, condition) => {
  expect(stageOf(pattern, stage)?.condition).toEqual(condition);
});

test.each([
  [
    "commercial_feature_development",
    "implementation",
    "ui_ux_development_specialist",
    { domain: "ui_ux_development_specialist" },
  ],
  ["emergency_response", "fix_development", "security_reviewer", { flag: "security_sensitive" }],
])("in %s at %s %s joins on its condition only", (pattern, stage, agent, condition) => {
  const joins = stageOf(pattern, stage)?.agents.find((one) => one.agent === agent);

  expect(joins?.condition).toEqual(condition);
});

test.each([
  ["critical_infrastructure_change", "required_review_chain", "implementation_team"],
  ["critical_infrastructure_change", "implementation_team", "validation_team"],
  ["critical_infrastructure_change", "validation_team", "documentation_update"],
  ["critical_infrastructure_change", "documentation_update", "final_validation"],
  ["commercial_feature_development", "business_planning", "technical_design"],
  ["commercial_feature_development", "technical_design", "implementation"],
  ["commercial_feature_development", "implementation", "infrastructure"],
  ["commercial_feature_development", "infrastructure", "validation"],
  ["commercial_feature_development", "validation", "launch"],
  ["commercial_feature_development", "user_documentation", "launch"],
  ["emergency_response", "immediate_response", "root_cause_analysis"],
  ["emergency_response", "root_cause_analysis", "fix_development"],
  ["emergency_response", "fix_development", "validation"],
  ["emergency_response", "deployment", "post_incident"],
  ["cross_domain_development", "primary", "quality"],
  ["cross_domain_development", "secondary", "quality"],
])("in %s the stage %s comes before %s", (pattern, before, after) => {
  const order = orderOf(pattern);

  expect(order).toContain(before);
  expect(order.indexOf(before)).toBeLessThan(order.indexOf(after));
  expect(stageOf(pattern, after)?.needs.length).toBeGreaterThan(0);
});

test("in an emergency the fix is validated before it is deployed", () => {
  expect(stageOf("emergency_response", "deployment")?.needs).toEqual(["validation"]);
  expect(stageOf("emergency_response", "validation")).toMatchObject({
    purpose: "validate",
    gates: ["testing", "truth_validation"],
    reworks: "fix_development",
  });
});

test("in an emergency people are told from the first diagnosis on", () => {
  expect(stageOf("emergency_response", "communication")?.needs).toEqual(["immediate_response"]);
});

test("features across domains have a daily sync, a weekly review and a final validation", () => {
  const pattern = patterns.taskPatterns.find((one) => one.id === "cross_domain_development");

  expect(pattern?.cadence).toEqual(["daily_sync", "weekly_review", "final_validation"]);
  expect(stageOf("cross_domain_development", "secondary")?.agents[0]?.atMost).toBe(2);
});

// seed: rules.yaml#collaborative_workflow_patterns
test.each([
  ["parallel_with_sync_points", "parallel_work", { mode: "parallel", sync: "weekly" }],
  ["sequential_with_handoffs", "sequential_work", { mode: "sequential", handoff: "required" }],
  ["collaborative_joint_ownership", "joint_work", { mode: "joint", sync: "daily", maxRounds: 3 }],
  ["review_and_validation_cascade", "specialist_reviews", { mode: "review", maxRounds: 3 }],
])("in %s the stage %s is worked on as it should", (pattern, stage, shape) => {
  expect(stageOf(pattern, stage)).toMatchObject(shape);
});

test.each([
  ["parallel_with_sync_points", "architect"],
  ["sequential_with_handoffs", undefined],
  ["collaborative_joint_ownership", undefined],
  ["review_and_validation_cascade", "truth_validator"],
])("%s ends with the gate of %s", (id, gate) => {
  const last = patterns.collaborationPatterns.find((pattern) => pattern.id === id)?.stages.at(-1);

  expect(last?.agents.find((one) => one.role === "gate")?.agent).toBe(gate);
});

test.each([
  ["cross_domain_development", 6],
  ["critical_infrastructure_change", 9],
  ["parallel_with_sync_points", 3],
  ["sequential_with_handoffs", 4],
  ["collaborative_joint_ownership", 3],
  ["review_and_validation_cascade", 5],
])("the example of %s names %d agents", (id, count) => {
  expect(all.find((pattern) => pattern.id === id)?.example?.agents).toHaveLength(count);
});

test("all patterns are coordinated by the orchestrator, and there are four of each kind", () => {
  expect(new Set(all.map((pattern) => pattern.coordinator))).toEqual(new Set(["orchestrator"]));
  expect([patterns.taskPatterns.length, patterns.collaborationPatterns.length]).toEqual([4, 4]);
});
