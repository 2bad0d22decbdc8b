import { expect, test } from "vitest";
import { shipped } from "../shipped.ts";

const { rules, playbook } = shipped;

// seed: rules.yaml#decision_tree
test.each([
  ["architecture_design", "architect", ["project_research", "orchestrator"], 3],
  ["code_development", "code", ["rust_best_practices_specialist", "debug"], 3],
  ["debugging", "debug", ["code", "error_handling_specialist"], 3],
  ["performance", "performance_engineering_specialist", ["inference_engine_specialist", "code"], 3],
  ["testing_qa", "test_utilities_specialist", ["error_handling_specialist", "truth_validator"], 3],
  ["documentation", "documentation_writer", ["ask", "truth_validator"], 3],
  ["project_management", "development_phase_tracker", ["comprehensive_todo_manager", "orchestrator"], 3],
  ["security", "security_reviewer", ["rust_best_practices_specialist", "truth_validator"], 3],
  ["release", "publishing_expert", ["truth_validator", "documentation_writer"], 3],
  ["commercial", undefined, [], 1],
])("the branch %s of the decision tree has its primary and support", (id, primary, support, topics) => {
  const branch = playbook.decisionTree.branches.find((one) => one.id === id);

  expect(branch?.primary).toBe(primary);
  expect(branch?.support).toEqual(support);
  expect(branch?.when).toHaveLength(topics);
});

test.each([
  ["SaaS platform development", "saas_platform_architect"],
  ["API development", "api_development_specialist"],
  ["business intelligence", "business_intelligence_specialist"],
  ["customer success", "customer_success_specialist"],
  ["DevOps infrastructure", "devops_infrastructure_specialist"],
  ["UI/UX development", "ui_ux_development_specialist"],
])("the commercial branch leads %s on to its specialist", (when, primary) => {
  const branch = playbook.decisionTree.branches.find((one) => one.id === "commercial");

  expect(branch?.subRoutes).toContainEqual(expect.objectContaining({ when, primary }));
});

test("the decision tree has ten branches and no more", () => {
  expect(playbook.decisionTree.branches).toHaveLength(10);
});

test("where tables disagree a person is right, then the router, then the assignment matrix", () => {
  expect(playbook.decisionTree.precedence.slice(0, 3)).toEqual(["person", "router", "task_assignment"]);
});

// seed: rules.yaml#task_assignment_matrix
const ASSIGNMENT: readonly (readonly [string, string, string])[] = [
  ["architecture_design", "architect", "project_research"],
  ["code_implementation", "code", "rust_best_practices_specialist"],
  ["bug_fixes_debugging", "debug", "code"],
  ["performance_optimization", "performance_engineering_specialist", "inference_engine_specialist"],
  ["inference_engine_features", "inference_engine_specialist", "performance_engineering_specialist"],
  ["error_handling_systems", "error_handling_specialist", "test_utilities_specialist"],
  ["testing_infrastructure", "test_utilities_specialist", "error_handling_specialist"],
  ["documentation", "documentation_writer", "ask"],
  ["security_review", "security_reviewer", "rust_best_practices_specialist"],
  ["quality_assurance", "truth_validator", "test_utilities_specialist"],
  ["publishing_releases", "publishing_expert", "truth_validator"],
  ["version_management", "publishing_expert", "documentation_writer"],
  ["user_interaction", "ask", "documentation_writer"],
  ["project_management", "development_phase_tracker", "orchestrator"],
  ["saas_platform_development", "saas_platform_architect", "api_development_specialist"],
  ["api_development", "api_development_specialist", "saas_platform_architect"],
  ["business_intelligence", "business_intelligence_specialist", "customer_success_specialist"],
  ["customer_success", "customer_success_specialist", "business_intelligence_specialist"],
  ["devops_infrastructure", "devops_infrastructure_specialist", "saas_platform_architect"],
  ["ui_ux_development", "ui_ux_development_specialist", "api_development_specialist"],
];

test.each(ASSIGNMENT)("the row %s of the assignment matrix names %s and %s", (id, primary, secondary) => {
  expect(rules.taskAssignment.find((row) => row.id === id)).toMatchObject({ primary, secondary });
});

test("the assignment matrix has twenty rows", () => {
  expect(rules.taskAssignment.map((row) => row.id)).toEqual(ASSIGNMENT.map(([id]) => id));
});

// seed: rules.yaml#component_assignment_matrix
const COMPONENTS: readonly (readonly [string, string, string, string])[] = [
  ["bitnet-core", "crate", "code", "rust_best_practices_specialist"],
  ["bitnet-quant", "crate", "code", "performance_engineering_specialist"],
  ["bitnet-inference", "crate", "inference_engine_specialist", "performance_engineering_specialist"],
  ["bitnet-training", "crate", "code", "error_handling_specialist"],
  ["bitnet-metal", "crate", "performance_engineering_specialist", "code"],
  ["bitnet-benchmarks", "crate", "performance_engineering_specialist", "test_utilities_specialist"],
  ["bitnet-cli", "crate", "code", "documentation_writer"],
  ["Documentation", "area", "documentation_writer", "ask"],
  ["Testing", "area", "test_utilities_specialist", "error_handling_specialist"],
  ["Architecture", "area", "architect", "project_research"],
  ["Publishing/Releases", "area", "publishing_expert", "truth_validator"],
  ["Workspace Publishing", "area", "publishing_expert", "code"],
];

test.each(COMPONENTS)("the component %s has its owner and second", (component, kind, primary, secondary) => {
  expect(rules.components.find((row) => row.component === component)).toMatchObject({
    kind,
    primary,
    secondary,
  });
});

test("the component matrix has twelve rows", () => {
  expect(rules.components.map((row) => row.component)).toEqual(COMPONENTS.map(([name]) => name));
});

// seed: rules.yaml#skill_distribution
test.each([
  ["rust", "technical", ["rust_best_practices_specialist", "code"], { spreadOver: "core_development" }],
  ["architecture", "technical", ["architect", "project_research"], { coordination: "orchestrator" }],
  ["performance", "technical", ["performance_engineering_specialist", "inference_engine_specialist"], {}],
  ["testing", "technical", ["test_utilities_specialist", "error_handling_specialist"], {}],
  ["documentation", "technical", ["documentation_writer", "ask"], {}],
  ["quality_assurance", "technical", ["truth_validator", "test_utilities_specialist"], {}],
  ["security", "technical", ["security_reviewer", "rust_best_practices_specialist"], {}],
  ["publishing", "technical", ["publishing_expert", "truth_validator"], { support: "code" }],
  ["saas", "commercial", ["saas_platform_architect", "api_development_specialist"], {}],
  ["api", "commercial", ["api_development_specialist", "saas_platform_architect"], {}],
  [
    "business_intelligence",
    "commercial",
    ["business_intelligence_specialist", "customer_success_specialist"],
    {},
  ],
  ["customer_success", "commercial", ["customer_success_specialist", "business_intelligence_specialist"], {}],
  ["devops", "commercial", ["devops_infrastructure_specialist", "saas_platform_architect"], {}],
  ["ui_ux", "commercial", ["ui_ux_development_specialist", "api_development_specialist"], {}],
])("the skill %s has its first and second", (id, group, [primary, secondary], more) => {
  const skill = playbook.skills.skills.find((one) => one.id === id);

  expect(skill).toEqual({ id, title: skill?.title, group, primary, secondary, ...more });
});

test("the skill list has fourteen rows", () => {
  expect(playbook.skills.skills).toHaveLength(14);
});

test.each([
  ["debugging", "bug_fixes_debugging"],
  ["inference", "inference_engine_features"],
  ["error handling", "error_handling_systems"],
  ["project management", "project_management"],
])("the skill %s, which has no row, is found in the assignment matrix", (skill, taskType) => {
  expect(playbook.skills.elsewhere).toContainEqual({ skill, taskType });
});
