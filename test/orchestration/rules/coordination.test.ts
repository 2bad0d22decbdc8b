import { expect, test } from "vitest";
import { shipped } from "../shipped.ts";

const { rules, playbook } = shipped;

// seed: rules.yaml#complexity_routing
test.each([
  ["simple", ["orchestrator"], "orchestrator_coordination"],
  ["medium", ["architect"], "design_review"],
  ["high", ["architect", "orchestrator"], "joint_decision"],
  ["critical", ["external_expert"], "outside_consultation"],
])("a task of the level %s escalates to its target", (level, escalation, escalationMeans) => {
  expect(rules.complexity.levels.find((one) => one.level === level)?.escalation).toEqual(escalation);
  expect(playbook.complexityRouting.levels.find((one) => one.level === level)).toMatchObject({
    escalationMeans,
  });
});

// seed: rules.yaml#coordination_strategies
test.each([
  ["simple", { min: 1, max: 1 }, "orchestrator_oversight", undefined, false],
  ["medium", { min: 2, max: 3 }, "sync_points", "P2D", false],
  ["high", { min: 2, max: 4 }, "daily_sync", "P1D", false],
  ["critical", { min: 3, max: 5 }, "escalation_protocol", "PT2H", true],
])("a team of the level %s has its size and cadence", (level, teamSize, ...sync) => {
  const strategy = playbook.coordination.strategies.find((one) => one.level === level);

  expect(rules.complexity.levels.find((one) => one.level === level)?.teamSize).toEqual(teamSize);
  expect([strategy?.cadence, strategy?.syncEvery, strategy?.escalateAtOnce]).toEqual(sync);
});

// seed: rules.yaml#support_team_rules
test.each([
  ["crosses_domains", undefined, true, { componentOwnersAtLeast: 2 }],
  ["critical", ["truth_validator"], undefined, { complexity: ["critical"] }],
  ["user_facing", ["documentation_writer"], undefined, {}],
  ["security_sensitive", ["security_reviewer"], undefined, {}],
])("the support rule %s adds whom it must", (id, add, addComponentOwners, when) => {
  const rule = rules.supportRules.find((one) => one.id === id);

  expect([rule?.add, rule?.addComponentOwners]).toEqual([add, addComponentOwners]);
  expect(rule?.when).toMatchObject(when);
});

test("there are four support rules", () => {
  expect(rules.supportRules).toHaveLength(4);
});

// seed: rules.yaml#communication_protocols and hook_groups_named_in_seed.protocol_map
test.each([
  ["task_handoff", ["AGENT_HANDOFF"]],
  ["progress_update", ["COLLABORATION_SYNC"]],
  ["blocker_resolution", ["BLOCKER_ESCALATION"]],
  ["knowledge_sharing", ["POST_TASK_CLEANUP"]],
  ["quality_review", ["TRUTH_VALIDATION", "CODE_QUALITY"]],
])("the protocol %s is carried out by its hooks", (id, hooks) => {
  expect(playbook.coordination.protocols.find((one) => one.id === id)?.hooks).toEqual(hooks);
});

test("a plan with more than two agents is shown before it begins", () => {
  expect(playbook.coordination.showPlan.agentsAbove).toBe(2);
});

test("support, hops and handoffs have an end", () => {
  const { supportCap, loopGuard } = playbook.coordination;

  expect([supportCap.jobs, loopGuard.maxHops, loopGuard.sameHandoff]).toEqual([8, 12, 3]);
});

// seed: rules.yaml#request_handling
test("a request is handled in five steps", () => {
  expect(playbook.requests.steps.map((step) => step.id)).toEqual([
    "analyse",
    "select_primary",
    "assemble_support",
    "choose_coordination",
    "attach_hooks",
  ]);
});

test.each([
  ["simple", "simple"],
  ["medium", "medium"],
  ["complex", "high"],
  ["high", "high"],
  ["critical", "critical"],
])("the word %s means the level %s", (word, level) => {
  expect(playbook.requests.complexityWords[word]).toBe(level);
});

test("cross-cutting is a flag and no level", () => {
  expect(playbook.requests.flagWords["cross-cutting"]).toBe("cross_cutting");
  expect(playbook.requests.complexityWords).not.toHaveProperty("cross-cutting");
});

test.each([
  ["cross_cutting", { supportRule: "crosses_domains" }],
  ["core_change", { signals: ["whole_system"], fromComplexity: "high" }],
  ["user_facing", { supportRule: "user_facing" }],
  ["security_sensitive", { supportRule: "security_sensitive", primaries: ["security_reviewer"] }],
  ["performance_critical", { primaries: ["performance_engineering_specialist"] }],
  ["emergency", { signals: ["outage", "breach"] }],
])("the flag %s is recognised by its signs", (flag, signs) => {
  expect(playbook.requests.flags.find((row) => row.flag === flag)).toMatchObject(signs);
});
