import { expect, test } from "vitest";
import { shipped } from "../shipped.ts";

const { rules, playbook } = shipped;

// seed: rules.yaml#hook_catalogue
const CATALOGUE: readonly (readonly [string, string])[] = [
  ["PRE_TASK_SETUP", "before_task"],
  ["PRE_TASK_VALIDATION", "before_task"],
  ["POST_TASK_VALIDATION", "after_task"],
  ["POST_TASK_CLEANUP", "after_task"],
  ["AGENT_HANDOFF_PREPARE", "handoff"],
  ["AGENT_HANDOFF_EXECUTE", "handoff"],
  ["COLLABORATION_INIT", "collaboration"],
  ["COLLABORATION_SYNC", "collaboration"],
  ["CODE_QUALITY_GATE", "gate"],
  ["INTEGRATION_QUALITY_GATE", "gate"],
  ["TRUTH_VALIDATION_CHECK", "gate"],
  ["ERROR_DETECTION", "error"],
  ["BLOCKER_ESCALATION", "error"],
  ["INCOMPLETE_WORK_DOCUMENTATION", "error"],
  ["SPARC_PHASE_TRANSITION", "state_change"],
  ["COMMERCIAL_MILESTONE", "state_change"],
  ["EPIC_COMPLETION_UPDATE", "state_change"],
  ["STORY_COMPLETION_SYNC", "state_change"],
  ["PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION", "state_change"],
  ["TASK_COMPLETION_CASCADE", "state_change"],
  ["BACKLOG_PRIORITY_REBALANCING", "state_change"],
  ["PROJECT_STATUS_SYNCHRONIZATION", "state_change"],
  ["CUSTOMER_READINESS_VALIDATION", "gate"],
  ["COMMERCIAL_PERFORMANCE_VALIDATION", "gate"],
];

test.each(CATALOGUE)("the hook %s is in the catalogue with its phase", (id, phase) => {
  expect(rules.hooks.find((hook) => hook.id === id)).toMatchObject({ phase });
});

test("the hook catalogue has twenty-four hooks", () => {
  expect(rules.hooks.map((hook) => hook.id)).toEqual(CATALOGUE.map(([id]) => id));
});

// seed: rules.yaml#hook_name_resolution
test.each([
  ["COLLABORATION_COORDINATION", ["COLLABORATION_INIT", "COLLABORATION_SYNC"]],
  ["HANDOFF_PREPARATION", ["AGENT_HANDOFF_PREPARE"]],
  ["AGENT_HANDOFF", ["AGENT_HANDOFF_PREPARE", "AGENT_HANDOFF_EXECUTE"]],
  [
    "WORKFLOW_STATE_MANAGEMENT",
    [
      "SPARC_PHASE_TRANSITION",
      "COMMERCIAL_MILESTONE",
      "EPIC_COMPLETION_UPDATE",
      "STORY_COMPLETION_SYNC",
      "TASK_COMPLETION_CASCADE",
      "BACKLOG_PRIORITY_REBALANCING",
      "PROJECT_STATUS_SYNCHRONIZATION",
    ],
  ],
  ["COMMERCIAL_READINESS_VALIDATION", ["CUSTOMER_READINESS_VALIDATION", "COMMERCIAL_MILESTONE"]],
  ["RECOVERY_COORDINATION", ["ERROR_DETECTION", "BLOCKER_ESCALATION"]],
  ["TRUTH_VALIDATION", ["TRUTH_VALIDATION_CHECK"]],
  ["CODE_QUALITY", ["CODE_QUALITY_GATE"]],
])("the name %s stands for hooks of the catalogue", (name, means) => {
  expect(rules.hookAliases.find((alias) => alias.name === name)?.means).toEqual(means);
});

// seed: rules.yaml#hook_flow; the first two steps are exchanged (C27)
test.each([
  [1, "agent_selection", []],
  [2, "setup", ["PRE_TASK_SETUP"]],
  [3, "readiness", ["PRE_TASK_VALIDATION"]],
  [4, "execution", []],
  [5, "collaboration", ["COLLABORATION_COORDINATION"]],
  [6, "validation", ["POST_TASK_VALIDATION"]],
  [7, "cleanup", ["POST_TASK_CLEANUP"]],
  [8, "handoff", ["HANDOFF_PREPARATION"]],
])("step %d of the flow is %s", (step, id, hooks) => {
  expect(playbook.hookFlow.flow[step - 1]).toMatchObject({ id, hooks });
});

test("agents keep in step on everything but simple tasks", () => {
  expect(playbook.hookFlow.flow.find((step) => step.id === "collaboration")?.when).toEqual({
    complexity: ["medium", "high", "critical"],
  });
});

// seed: rules.yaml#hook_groups_named_in_seed
test.each([
  [
    "quality_gates",
    [
      "CODE_QUALITY_GATE",
      "INTEGRATION_QUALITY_GATE",
      "TRUTH_VALIDATION_CHECK",
      "COMMERCIAL_READINESS_VALIDATION",
    ],
  ],
  [
    "coordination",
    ["AGENT_HANDOFF_PREPARE", "AGENT_HANDOFF_EXECUTE", "COLLABORATION_INIT", "COLLABORATION_SYNC"],
  ],
  ["error", ["ERROR_DETECTION", "BLOCKER_ESCALATION", "RECOVERY_COORDINATION"]],
])("the hook group %s has its hooks", (id, hooks) => {
  expect(playbook.hookFlow.groups.find((group) => group.id === id)?.hooks).toEqual(hooks);
});

test("gates come after the work and before the system tidies up", () => {
  const bands = playbook.hookFlow.bands.map((band) => band.id);

  expect(bands).toHaveLength(8);
  expect(bands.indexOf("quality_assurance")).toBeGreaterThan(bands.indexOf("agent_after"));
  expect(bands.indexOf("quality_assurance")).toBeLessThan(bands.indexOf("system_after"));
});

test.each([
  ["PROJECT_STATUS_SYNCHRONIZATION", "EPIC_COMPLETION_UPDATE"],
  ["PROJECT_STATUS_SYNCHRONIZATION", "TRUTH_VALIDATION_CHECK"],
  ["POST_TASK_CLEANUP", "POST_TASK_VALIDATION"],
])("the hook %s waits for %s", (hook, other) => {
  expect(playbook.hookFlow.after.find((one) => one.hook === hook)?.waitsFor).toContain(other);
});
