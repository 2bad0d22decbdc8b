import { expect, test } from "vitest";
import { Plan } from "../../src/tasks/task.ts";
import { advancePlan } from "../../src/workflow/advance-plan.ts";
import { loggedEvents } from "../../src/workflow/logged-events.ts";
import { settlePlan } from "../../src/workflow/settle-plan.ts";
import { aTask } from "../store-contract/samples.ts";
import { renderEnd } from "../../src/workflow/render-end.ts";
import { planOf, playThrough, REQUESTS } from "./shipped-patterns.ts";
import type { PatternId } from "./shipped-patterns.ts";

const PATTERNS = Object.keys(REQUESTS) as PatternId[];

// seed: rules.yaml#multi_agent_task_patterns
test.each<[PatternId, string, string[], string[]]>([
  ["emergency_response", "immediate_response", [], ["debug primary"]],
  [
    "emergency_response",
    "root_cause_analysis",
    ["immediate_response"],
    ["debug primary", "code support", "architect support"],
  ],
  [
    "emergency_response",
    "fix_development",
    ["root_cause_analysis"],
    ["code primary", "rust_best_practices_specialist reviewer"],
  ],
  [
    "emergency_response",
    "validation",
    ["fix_development"],
    ["test_utilities_specialist primary", "truth_validator gate"],
  ],
  ["emergency_response", "deployment", ["validation"], ["devops_infrastructure_specialist primary"]],
  [
    "emergency_response",
    "post_incident",
    ["deployment"],
    ["documentation_writer primary", "project_research support"],
  ],
  [
    "emergency_response",
    "communication",
    ["immediate_response"],
    ["ask primary", "customer_success_specialist support"],
  ],
  [
    "critical_infrastructure_change",
    "required_review_chain",
    [],
    ["architect reviewer", "security_reviewer reviewer", "performance_engineering_specialist reviewer"],
  ],
  [
    "critical_infrastructure_change",
    "implementation_team",
    ["required_review_chain"],
    ["code primary", "rust_best_practices_specialist reviewer"],
  ],
  [
    "critical_infrastructure_change",
    "validation_team",
    ["implementation_team"],
    ["test_utilities_specialist primary", "debug support"],
  ],
  [
    "critical_infrastructure_change",
    "documentation_update",
    ["validation_team"],
    ["documentation_writer primary"],
  ],
  [
    "critical_infrastructure_change",
    "final_validation",
    ["validation_team", "documentation_update"],
    ["truth_validator gate"],
  ],
  [
    "commercial_feature_development",
    "business_planning",
    [],
    [
      "saas_platform_architect primary",
      "business_intelligence_specialist support",
      "customer_success_specialist support",
    ],
  ],
  [
    "commercial_feature_development",
    "technical_design",
    ["business_planning"],
    ["architect primary", "api_development_specialist support", "ui_ux_development_specialist support"],
  ],
  ["commercial_feature_development", "implementation", ["technical_design"], ["code primary"]],
  [
    "commercial_feature_development",
    "infrastructure",
    ["implementation"],
    ["devops_infrastructure_specialist primary", "security_reviewer reviewer"],
  ],
  [
    "commercial_feature_development",
    "validation",
    ["implementation", "infrastructure"],
    ["test_utilities_specialist primary"],
  ],
  [
    "commercial_feature_development",
    "user_documentation",
    ["implementation"],
    ["documentation_writer primary"],
  ],
  [
    "commercial_feature_development",
    "launch",
    ["validation", "user_documentation"],
    ["customer_success_specialist primary", "truth_validator gate"],
  ],
  ["cross_domain_development", "primary", [], ["code primary"]],
  ["cross_domain_development", "secondary", [], ["debug support", "error_handling_specialist support"]],
  ["cross_domain_development", "documentation", ["primary", "secondary"], ["documentation_writer primary"]],
  [
    "cross_domain_development",
    "quality",
    ["primary", "secondary", "documentation"],
    ["truth_validator gate"],
  ],
])(
  "played through, in %s the stage %s begins after those before it, with its agents",
  (id, stage, after, agents) => {
    const { seen } = playThrough(planOf(id));

    expect(seen.get(stage)?.agents).toEqual(agents);
    expect(seen.get(stage)?.after).toEqual(expect.arrayContaining(after));
  },
);

// seed: rules.yaml#collaborative_workflow_patterns
test.each<[PatternId, string, boolean]>([
  ["parallel_with_sync_points", "parallel_work", false],
  ["sequential_with_handoffs", "sequential_work", true],
  ["collaborative_joint_ownership", "joint_work", false],
  ["review_and_validation_cascade", "specialist_reviews", true],
])("played through, in %s the agents of %s wait for one another: %s", (id, stage, turns) => {
  expect(playThrough(planOf(id)).seen.get(stage)?.turns).toBe(turns);
});

test.each<[PatternId, string, string | undefined]>([
  ["parallel_with_sync_points", "integration_check", "architect gate"],
  ["sequential_with_handoffs", "sequential_work", undefined],
  ["collaborative_joint_ownership", "joint_work", undefined],
  ["review_and_validation_cascade", "final_check", "truth_validator gate"],
])("played through, %s ends with %s and its last gate", (id, stage, gate) => {
  const { seen, task } = playThrough(planOf(id));
  const last = [...seen.keys()].at(-1);

  expect(last).toBe(stage);
  expect(seen.get(stage)?.agents.find((agent) => agent.endsWith(" gate"))).toBe(gate);
  expect(task().state).toBe("done");
});

test.each(PATTERNS)(
  "the plan of %s is chosen by the rules, can be stored, and ends once with all stages over",
  (id) => {
    const plan = planOf(id);
    const { task, effects } = playThrough(plan);

    expect(plan.pattern).toBe(id);
    expect(Plan.parse(structuredClone(plan))).toEqual(plan);
    expect(new Set(task().plan.stages.map(({ state }) => state))).toEqual(new Set(["done"]));
    expect(effects.filter(({ type }) => type === "task.ended")).toHaveLength(1);
  },
);

test.each<[PatternId, string, string, object]>([
  [
    "commercial_feature_development",
    "implementation",
    "ui_ux_development_specialist",
    { domains: ["ui_ux_development_specialist"] },
  ],
  [
    "emergency_response",
    "fix_development",
    "security_reviewer",
    { flags: ["emergency", "security_sensitive"] },
  ],
])("in the plan of %s at %s %s works only where the request needs it", (id, stage, agent, more) => {
  const agentsOf = (facts: object) =>
    playThrough(planOf(id, facts))
      .seen.get(stage)
      ?.agents.map((one) => one.split(" ")[0]);

  expect(agentsOf({})).not.toContain(agent);
  expect(agentsOf(more)).toContain(agent);
});

test.each<[PatternId, string, string]>([
  ["emergency_response", "validation", "fix_development"],
  ["critical_infrastructure_change", "validation_team", "implementation_team"],
  ["critical_infrastructure_change", "final_validation", "implementation_team"],
  ["commercial_feature_development", "validation", "implementation"],
  ["commercial_feature_development", "launch", "implementation"],
  ["cross_domain_development", "quality", "primary"],
  ["parallel_with_sync_points", "integration_check", "parallel_work"],
  ["review_and_validation_cascade", "final_check", "implementation"],
])("in the plan of %s, what %s does not pass goes back to %s and is done again", (id, stage, target) => {
  const { task } = playThrough(planOf(id), stage);
  const rounds = Object.fromEntries(task().plan.stages.map((one) => [one.id, one.round]));

  expect(task().state).toBe("done");
  expect([rounds[target], rounds[stage]]).toEqual([2, 2]);
});

test("in an emergency the users hear of it before the cause is known, and deployment waits for a person", () => {
  const { seen, effects } = playThrough(planOf("emergency_response"));

  expect(seen.get("communication")?.after).toEqual(["immediate_response"]);
  expect(effects).toContainEqual({ type: "post", note: { kind: "approval", stage: "deployment" } });
});

// seed: rules.yaml#multi_agent_task_patterns.cadence
test.each<[PatternId, string, object | undefined]>([
  ["cross_domain_development", "secondary", { cadence: "daily", every: "P1D" }],
  ["commercial_feature_development", "implementation", { cadence: "daily", every: "P1D" }],
  ["collaborative_joint_ownership", "joint_work", { cadence: "daily", every: "P1D" }],
  ["parallel_with_sync_points", "parallel_work", { cadence: "weekly", every: "P1W" }],
  ["sequential_with_handoffs", "sequential_work", undefined],
])("the plan of %s says how often the agents of %s keep in step", (id, stage, sync) => {
  expect(planOf(id).stages.find((one) => one.id === stage)?.sync).toEqual(sync);
});

test("the cadence of a pattern travels with the plan", () => {
  expect(planOf("cross_domain_development").cadence).toEqual([
    "daily_sync",
    "weekly_review",
    "final_validation",
  ]);
});

test("agents side by side are synced as each is through, and the report says so", () => {
  const run = playThrough(planOf("parallel_with_sync_points"));

  expect(run.stage("parallel_work").syncs).toEqual([
    { agent: "code", round: 1, done: 1, of: 3 },
    { agent: "debug", round: 1, done: 2, of: 3 },
    { agent: "error_handling_specialist", round: 1, done: 3, of: 3 },
  ]);
  expect(run.effects.filter(({ type }) => type === "collaboration.sync")).toHaveLength(3);
  const text = renderEnd({
    task: run.task(),
    state: "done",
    event: { type: "plan.started" },
    results: new Map(),
  });
  expect(text).toContain("in step weekly, synced after code (1 of 3), debug (2 of 3)");
});

test("where nobody is left to check that the parts fit, the gate does it after the parts", () => {
  const plan = planOf(
    "parallel_with_sync_points",
    {},
    {
      primary: "architect",
      support: ["debug", "truth_validator"].map((agent) => ({ agent, reason: "helps" })),
    },
  );

  expect(plan.stages.map(({ id, gates }) => [id, gates])).toEqual([["parallel_work", ["integration"]]]);
});

test("a sync is in the log", () => {
  const before = settlePlan(
    aTask("T1", { plan: { ...planOf("parallel_with_sync_points"), state: "started" } }),
  ).task;
  const event = {
    type: "assignment.finished",
    assignment: "parallel_work-code",
    round: 1,
    result: "r",
  } as const;
  const advance = advancePlan(before, event);

  expect(loggedEvents({ step: { taskId: "T1", event }, before, advance, nowMs: 0 })).toContainEqual({
    type: "collaboration.synced",
    taskId: "T1",
    data: { stage: "parallel_work", agent: "code", round: 1, done: 1, of: 3 },
  });
});
