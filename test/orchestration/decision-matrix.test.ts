import { expect, test } from "vitest";
import { planRequest } from "../../src/orchestration/create-planner.ts";
import type { Assignment } from "../../src/tasks/task.ts";
import type { PersonSettings } from "../../src/tasks/analysis.ts";
import { stateOf } from "./load-kit.ts";
import { routeTo, shipped } from "./shipped.ts";

interface Asked {
  readonly complexity?: "simple" | "medium" | "high" | "critical";
  readonly settings?: PersonSettings;
  readonly standings?: Parameters<typeof stateOf>[0];
}

/** A request of one domain that the model thinks to need another one; "flag:…" stands for what a person flagged. */
function plan(favourite: string, needs: string, { complexity = "medium", settings, standings }: Asked = {}) {
  const [, flag] = needs.split("flag:");
  const flags = flag === undefined ? {} : { flags: { [flag]: { value: true, by: "Ada" } } };
  const supportScores = flag === undefined ? [{ agent: needs, score: 0.9 }] : [];
  const route = { ...routeTo(favourite, complexity), supportScores };
  const input = { text: "please take this on", route, settings: { ...flags, ...settings } };
  return planRequest(input, shipped, stateOf(standings));
}

function all({ plan: { stages } }: ReturnType<typeof plan>): Assignment[] {
  return stages.flatMap(({ assignments }) => assignments);
}

function agentsIn(planned: ReturnType<typeof plan>, ...roles: readonly Assignment["role"][]): string[] {
  return all(planned)
    .filter(({ role }) => roles.includes(role))
    .map(({ agent }) => agent);
}

// seed: rules.yaml#intersection_decision_matrix
test.each<[string, string, string, string[]]>([
  ["code_performance", "code", "performance_engineering_specialist", ["performance_engineering_specialist"]],
  ["code_security", "code", "flag:security_sensitive", ["security_reviewer"]],
  ["architecture_implementation", "architect", "code", ["code"]],
  ["performance_implementation", "performance_engineering_specialist", "code", ["code"]],
  [
    "inference_api",
    "inference_engine_specialist",
    "api_development_specialist",
    ["api_development_specialist"],
  ],
  ["api_platform", "api_development_specialist", "saas_platform_architect", ["saas_platform_architect"]],
  ["business_technical", "saas_platform_architect", "code", ["architect", "code"]],
  ["documentation_api", "documentation_writer", "api_development_specialist", ["api_development_specialist"]],
  [
    "testing_performance",
    "test_utilities_specialist",
    "performance_engineering_specialist",
    ["performance_engineering_specialist"],
  ],
  ["debug_architecture", "debug", "architect", ["architect"]],
])(
  "by the row %s work of %s that needs %s is led by the first and joined by whom the row adds",
  (row, favourite, needs, joins) => {
    const planned = plan(favourite, needs);

    expect(planned.analysis.intersections.map((one) => [one.row, one.decidedBy])).toEqual([
      [row, `rule:${row}`],
    ]);
    expect(agentsIn(planned, "primary")).toEqual([favourite]);
    expect(agentsIn(planned, "support")).toEqual(expect.arrayContaining(joins));
  },
);

// The matrix lets six and a half domains judge themselves; then the next reviewer does.
test.each<[string, [string, string], string, { kind: string; gates?: string[] }]>([
  [
    "code_performance",
    ["code", "performance_engineering_specialist"],
    "rust_best_practices_specialist",
    { kind: "review" },
  ],
  [
    "code_security",
    ["code", "flag:security_sensitive"],
    "rust_best_practices_specialist",
    { kind: "review" },
  ],
  ["architecture_implementation", ["architect", "code"], "project_research", { kind: "review" }],
  [
    "performance_implementation",
    ["performance_engineering_specialist", "code"],
    "inference_engine_specialist",
    { kind: "validation", gates: ["performance"] },
  ],
  [
    "inference_api",
    ["inference_engine_specialist", "api_development_specialist"],
    "performance_engineering_specialist",
    { kind: "review" },
  ],
  [
    "api_platform",
    ["api_development_specialist", "saas_platform_architect"],
    "security_reviewer",
    { kind: "review" },
  ],
  [
    "business_technical",
    ["customer_success_specialist", "code"],
    "business_intelligence_specialist",
    { kind: "validation" },
  ],
  [
    "documentation_api",
    ["documentation_writer", "api_development_specialist"],
    "ask",
    { kind: "quality", gates: ["documentation"] },
  ],
  [
    "testing_performance",
    ["test_utilities_specialist", "performance_engineering_specialist"],
    "error_handling_specialist",
    { kind: "coverage", gates: ["testing"] },
  ],
  ["debug_architecture", ["debug", "architect"], "truth_validator", { kind: "review" }],
])(
  "the gate of %s, where %s meet, is held by %s, who does not work on it",
  (row, [favourite, needs], judge, gate) => {
    const planned = plan(favourite, needs);
    const last = planned.plan.stages.at(-1);

    expect(planned.analysis.intersections[0]?.row).toBe(row);
    expect(last).toMatchObject({ mode: "review", purpose: "validate", reworks: planned.plan.stages[0]?.id });
    expect(last?.gates).toEqual(expect.arrayContaining(gate.gates ?? []));
    expect(last?.assignments).toMatchObject([{ agent: judge, role: "reviewer" }]);
    expect(last?.assignments[0]?.reason).toContain(`(${gate.kind}) by the matrix`);
    expect(agentsIn(planned, "primary", "support")).not.toContain(judge);
  },
);

test("a judge who comes to work on the task makes way for the next one, and the reason says so", () => {
  const settings: PersonSettings = {
    domains: { rust_best_practices_specialist: { value: true, by: "Ada" } },
  };
  const planned = plan("code", "performance_engineering_specialist", { settings });
  const judge = planned.plan.stages.at(-1)?.assignments.at(-1);

  expect(agentsIn(planned, "support")).toContain("rust_best_practices_specialist");
  expect(judge).toMatchObject({ agent: "truth_validator", role: "reviewer" });
  expect(judge?.reason).toContain("since rust_best_practices_specialist works on it");
});

test("where every reviewer works on the task a person decides", () => {
  const both = { value: true, by: "Ada" };
  const settings: PersonSettings = {
    domains: { rust_best_practices_specialist: both, truth_validator: both },
  };
  const planned = plan("code", "performance_engineering_specialist", { settings });

  expect(planned.plan.stages.at(-1)).toMatchObject({ approval: "person" });
  expect(agentsIn(planned, "reviewer", "gate")).toEqual([]);
});

test("small work has no rows: it is for one agent, and for whom a support rule demands", () => {
  const planned = plan("code", "performance_engineering_specialist", { complexity: "simple" });

  expect(planned.analysis.intersections).toEqual([]);
  expect(all(planned).map(({ agent }) => agent)).toEqual(["code"]);
});

test("a pattern that reviews in the end takes the judge in, before the last word", () => {
  const planned = plan("code", "flag:security_sensitive", { complexity: "critical" });

  expect(planned.plan.pattern).toBe("review_and_validation_cascade");
  expect(planned.plan.stages.at(-1)?.assignments.map(({ agent, role }) => [agent, role])).toEqual([
    ["rust_best_practices_specialist", "reviewer"],
    ["truth_validator", "gate"],
  ]);
});

test("whoever judges the work already is not asked twice", () => {
  const planned = plan("code", "flag:security_sensitive", {
    settings: {
      flags: {
        security_sensitive: { value: true, by: "Ada" },
        emergency: { value: true, by: "Ada" },
      },
    },
  });

  expect(planned.plan.pattern).toBe("emergency_response");
  expect(
    agentsIn(planned, "reviewer").filter((agent) => agent === "rust_best_practices_specialist"),
  ).toHaveLength(1);
});

test("where the leading domain heads no row, the first row of the other domains applies, and its head joins", () => {
  const route = {
    ...routeTo("error_handling_specialist"),
    supportScores: ["code", "performance_engineering_specialist"].map((agent) => ({ agent, score: 0.9 })),
  };
  const planned = planRequest({ text: "please take this on", route }, shipped, stateOf());

  expect(planned.analysis.intersections).toMatchObject([
    { row: "code_performance", joins: ["code", "performance_engineering_specialist"] },
  ]);
  expect(agentsIn(planned, "primary")).toEqual(["error_handling_specialist"]);
  expect(agentsIn(planned, "support")).toEqual(["code", "performance_engineering_specialist"]);
});

test("the router's leader stays, also where it is away and somebody stands in", () => {
  const planned = plan("code", "performance_engineering_specialist", {
    standings: { code: { open: 3 } },
  });

  // Its second stands in and works, so that another one judges.
  expect(agentsIn(planned, "primary")).toEqual(["rust_best_practices_specialist"]);
  expect(agentsIn(planned, "reviewer")).toEqual(["truth_validator"]);
});

test("whom a person took off the task does not join for a row", () => {
  const settings: PersonSettings = {
    domains: { architect: { value: false, by: "Ada" } },
  };

  expect(all(plan("saas_platform_architect", "code", { settings })).map(({ agent }) => agent)).not.toContain(
    "architect",
  );
});
