import { expect, test } from "vitest";
import { compilePlan } from "../../src/orchestration/compile-plan.ts";
import type { PlanOrder } from "../../src/orchestration/compile-plan.ts";
import type { RequestFacts } from "../../src/orchestration/rules/condition.ts";
import type { Plan } from "../../src/tasks/task.ts";
import { shipped } from "./shipped.ts";

type Facts = Partial<RequestFacts>;
type Staff = Partial<PlanOrder["staff"]>;

function compile(facts: Facts, staff: Staff = {}, pattern?: string): Plan {
  return compilePlan(
    {
      facts: {
        requestType: "code_implementation",
        complexity: "simple",
        flags: [],
        domains: ["code"],
        ...facts,
      },
      staff: {
        primary: "code",
        why: "leads",
        isChosen: false,
        support: [],
        owners: [],
        reviewers: [],
        ...staff,
      },
      title: "Code",
      ...(pattern === undefined ? {} : { pattern }),
    },
    shipped.playbook,
  );
}

const help = (...agents: readonly string[]) => agents.map((agent) => ({ agent, reason: `${agent} helps` }));

/** "stage: agent role, …" */
function shown({ stages }: Plan): string[] {
  return stages.map(
    ({ id, assignments }) => `${id}: ${assignments.map(({ agent, role }) => `${agent} ${role}`).join(", ")}`,
  );
}

test.each<[string, Facts, string]>([
  ["an emergency", { flags: ["emergency"] }, "emergency_response"],
  ["a change of the core", { flags: ["core_change"], complexity: "high" }, "critical_infrastructure_change"],
  [
    "a feature for customers",
    { flags: ["user_facing"], complexity: "medium", requestType: "api_development" },
    "commercial_feature_development",
  ],
  [
    "a feature across domains",
    { flags: ["cross_cutting"], complexity: "medium", domains: ["code", "debug"] },
    "cross_domain_development",
  ],
  ["something critical", { complexity: "critical" }, "review_and_validation_cascade"],
  [
    "something that must be fast",
    { flags: ["performance_critical"], complexity: "medium" },
    "collaborative_joint_ownership",
  ],
  [
    "independent parts",
    { complexity: "medium", domains: ["code", "debug", "ask"] },
    "parallel_with_sync_points",
  ],
  ["one part after the other", { complexity: "medium" }, "sequential_with_handoffs"],
  ["what is left", {}, "single_specialist"],
])("the pattern of %s", (_, facts, pattern) => {
  expect(compile(facts).pattern).toBe(pattern);
});

test("a simple request is one stage with its agent, named after the kind of work, and starts at once", () => {
  const plan = compile({}, { support: help("debug") });

  expect(shown(plan)).toEqual(["work: code primary, debug support"]);
  expect(plan.stages[0]).toMatchObject({ title: "Code", state: "waiting", gates: [] });
  expect(plan).toMatchObject({ state: "started", leader: "code" });
});

test("selectors are filled in, in the order of joining and as many as the pattern takes", () => {
  const plan = compile(
    { flags: ["cross_cutting"], complexity: "medium", domains: ["code", "debug"] },
    { support: help("debug", "architect", "ask") },
  );

  expect(shown(plan)).toEqual([
    "primary: code primary",
    "secondary: debug support, architect support",
    "quality: truth_validator gate",
  ]);
  expect(plan.leftOut).toEqual([
    { id: "documentation", title: "Write it up", reason: "its condition does not hold" },
  ]);
});

test("whoever needed a stage that is left out needs what that one needed", () => {
  const plan = compile(
    { flags: ["cross_cutting"], complexity: "medium", domains: ["code", "debug"] },
    { support: help("debug") },
  );

  expect(plan.stages.find(({ id }) => id === "quality")?.needs).toEqual(["primary", "secondary"]);
});

test("a stage whose condition holds is in, with its gates", () => {
  const plan = compile(
    { flags: ["cross_cutting", "user_facing"], complexity: "medium", domains: ["code", "debug"] },
    { support: help("debug") },
  );

  expect(plan.stages.find(({ id }) => id === "documentation")).toMatchObject({ gates: ["documentation"] });
  expect(plan.leftOut).toEqual([]);
});

test("a stage for which nobody is needed is left out, and work is not sent back to it", () => {
  const plan = compile({ complexity: "critical" });

  expect(plan.stages.map(({ id }) => id)).toEqual(["implementation", "final_check"]);
  expect(plan.stages[1]).toMatchObject({ needs: ["implementation"], reworks: "implementation" });
});

test("a judge who turns out to work on the task is replaced by the next reviewer of the stage's gates", () => {
  const plan = compile({ complexity: "critical" }, { primary: "truth_validator" });

  expect(shown(plan)).toEqual([
    "implementation: truth_validator primary",
    "final_check: test_utilities_specialist gate",
  ]);
});

test.each(shipped.playbook.patterns.taskPatterns.map(({ id }) => id))(
  "nobody judges what they work on, whoever leads: %s",
  (pattern) => {
    for (const { id: primary } of shipped.agents.agents) {
      const plan = compile(
        { flags: ["user_facing"] },
        { primary, isChosen: true, support: help("truth_validator") },
        pattern,
      );
      const all = plan.stages.flatMap(({ assignments }) => assignments);
      const working = all
        .filter(({ role }) => role === "primary" || role === "support")
        .map(({ agent }) => agent);
      const judging = all
        .filter(({ role }) => role === "reviewer" || role === "gate")
        .map(({ agent }) => agent);

      expect(judging.filter((agent) => working.includes(agent))).toEqual([]);
    }
  },
);

test("an agent that a person chose leads the work, also where the pattern names somebody else", () => {
  const plan = compile({ flags: ["emergency"] }, { primary: "inference_engine_specialist", isChosen: true });

  expect(plan.leader).toBe("inference_engine_specialist");
  expect(shown(plan)[2]).toBe(
    "fix_development: inference_engine_specialist primary, rust_best_practices_specialist reviewer",
  );
});

test("a gate that the request asks for is added where the plan checks, once", () => {
  const plan = compile({ complexity: "critical", flags: ["performance_critical"] });

  expect(plan.stages.map(({ gates }) => gates)).toEqual([[], ["truth_validation", "performance"]]);
});

test("a plan with more agents or jobs than the bound is shown before it starts", () => {
  const states = [help("debug"), help("debug", "architect")].map(
    (support) => compile({ complexity: "medium" }, { support }).state,
  );

  expect(states).toEqual(["started", "proposed"]);
});

test("the limits of the rules travel with the plan", () => {
  expect(compile({}).limits).toEqual({
    maxHops: 12,
    sameHandoff: 3,
    gateAttempts: 3,
    trigger: "quality_concern",
  });
});

test("a person may have another pattern", () => {
  expect(compile({ flags: ["emergency"] }, {}, "single_specialist").stages).toHaveLength(1);
});

test("the same order gives the same plan", () => {
  expect(compile({ flags: ["emergency"] })).toEqual(compile({ flags: ["emergency"] }));
});

test("a plan names the agent that its pattern names as coordinator, and nobody where that is the orchestrator", () => {
  const { patterns, ...rules } = shipped.playbook;
  const order: PlanOrder = {
    facts: {
      requestType: "code_implementation",
      complexity: "simple",
      flags: ["emergency"],
      domains: ["code"],
    },
    staff: { primary: "code", why: "leads", isChosen: false, support: [], owners: [], reviewers: [] },
    title: "Code",
  };
  const taskPatterns = patterns.taskPatterns.map((one) => ({ ...one, coordinator: "architect" }));

  const named = compilePlan(order, { ...rules, patterns: { ...patterns, taskPatterns } });

  expect(named.coordinator).toBe("architect");
  expect(compilePlan(order, shipped.playbook).coordinator).toBeUndefined();
});
