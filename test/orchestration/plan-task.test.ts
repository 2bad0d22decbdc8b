import { expect, test } from "vitest";
import { planTask } from "../../src/orchestration/plan-task.ts";
import type { Route } from "../../src/router/route.ts";
import { Plan, Priority } from "../../src/tasks/task.ts";
import { agentText, copyShipped, editFile } from "../agents/agent-folder.ts";
import { writeFile } from "node:fs/promises";
import { definitionsOf, planFor, routeTo, shipped, supportOf } from "./shipped.ts";

const REQUEST = "the allocator test in bitnet-core fails since the last merge, can someone find out why?";

test("plans one stage with the primary agent first and stable assignment ids", () => {
  const planned = planFor(REQUEST, "debug");

  expect(planned.requestType).toBe("bug_fixes_debugging");
  expect(planned.plan).toMatchObject({
    pattern: "sequential_with_handoffs",
    state: "started",
    leader: "debug",
  });
  expect(planned.plan.stages).toMatchObject([
    {
      id: "sequential_work",
      title: "Bug Fixes & Debugging",
      state: "waiting",
      mode: "sequential",
      handoff: "required",
      assignments: [
        {
          id: "sequential_work-debug",
          agent: "debug",
          role: "primary",
          reason: "leads Bug Fixes & Debugging (linear)",
        },
        {
          id: "sequential_work-code",
          agent: "code",
          role: "support",
          reason: "second for Bug Fixes & Debugging",
        },
      ],
    },
  ]);
  expect(Plan.safeParse(planned.plan).success).toBe(true);
  expect(Priority.safeParse(planned.priority).success).toBe(true);
});

test("the same request gives the same plan", () => {
  expect(planFor(REQUEST, "debug")).toEqual(planFor(REQUEST, "debug"));
});

test.each([
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
  ["user_interaction", "ask", "documentation_writer"],
  ["project_management", "development_phase_tracker", undefined],
  ["saas_platform_development", "saas_platform_architect", "api_development_specialist"],
  ["api_development", "api_development_specialist", "saas_platform_architect"],
  ["business_intelligence", "business_intelligence_specialist", "customer_success_specialist"],
  ["customer_success", "customer_success_specialist", "business_intelligence_specialist"],
  ["devops_infrastructure", "devops_infrastructure_specialist", "saas_platform_architect"],
  ["ui_ux_development", "ui_ux_development_specialist", "api_development_specialist"],
])("a task of the kind %s goes to %s with %s", (requestType, primary, secondary) => {
  const planned = planTask({ text: "please take this on", route: routeTo(primary) }, shipped);

  expect(planned.requestType).toBe(requestType);
  expect(supportOf(planned)).toEqual(secondary === undefined ? [] : [secondary]);
});

test.each([
  ["publish 0.4.0 to crates.io", "publishing_releases", "truth_validator"],
  ["yank bitnet-quant 0.3.2", "publishing_releases", "truth_validator"],
  ["is renaming a method a major or minor bump", "version_management", "documentation_writer"],
  ["draft the release notes and create the tag", "version_management", "documentation_writer"],
])("words choose the row for the publishing expert: %s", (text, requestType, secondary) => {
  const planned = planTask({ text, route: routeTo("publishing_expert") }, shipped);

  expect(planned.requestType).toBe(requestType);
  expect(supportOf(planned)).toEqual([secondary]);
});

test("the rules have no row that these tables leave out", () => {
  expect(shipped.rules.taskAssignment).toHaveLength(20);
  expect(shipped.rules.components).toHaveLength(12);
  expect(shipped.rules.supportRules.map((rule) => rule.id)).toEqual([
    "crosses_domains",
    "critical",
    "user_facing",
    "security_sensitive",
  ]);
  expect(shipped.rules.hooks).toHaveLength(24);
});

test("the team counts as resources in the priority", () => {
  const alone = planTask({ text: "do it", route: routeTo("code", "simple") }, shipped);
  const pair = planTask({ text: "do it", route: routeTo("code", "medium") }, shipped);

  expect(alone.priority.terms.resources).toBe(1);
  expect(pair.priority.terms.resources).toBe(1.5);
});

test("alternatives of the route bring support by their score", () => {
  const route = { ...routeTo("code"), alternatives: [{ agent: "security_reviewer", score: 0.6 }] };

  expect(supportOf(planTask({ text: "do it", route }, shipped))).toEqual([
    "rust_best_practices_specialist",
    "security_reviewer",
  ]);
});

test("refuses a route without a primary agent and one that no file describes", () => {
  expect(() => planTask({ text: "x", route: routeTo(null) }, shipped)).toThrowError(
    expect.objectContaining({ code: "orchestration.no_primary", retryable: false }),
  );
  expect(() => planTask({ text: "x", route: routeTo("ghost") }, shipped)).toThrowError(
    expect.objectContaining({ code: "agents.unknown" }),
  );
});

test("the title is the beginning of the request, or the kind of task when nothing is readable", () => {
  expect(planFor("fix\n it", "code").title).toBe("fix it");
  expect(planFor("\u202e\u0007", "code").title).toBe("Code Implementation");
});

test.each([
  [
    "a secondary",
    "primary: debug, secondary: code }",
    "primary: debug, secondary: architect }",
    ["architect"],
  ],
  ["the points of an agent", "debug: 2", "debug: 0", []],
  [
    "a team size",
    "teamSize: { min: 2, max: 3 }",
    "teamSize: { min: 4, max: 4 }",
    ["code", "error_handling_specialist", "test_utilities_specialist"],
  ],
  [
    "a support rule",
    "phrases: [user-facing,",
    "phrases: [allocator test, user-facing,",
    ["documentation_writer", "code"],
  ],
])("%s can be changed in orchestrator.md", async (_, from, to, expected) => {
  const dir = await copyShipped();
  await editFile(dir, "orchestrator.md", [from, to]);

  expect(supportOf(planFor(REQUEST, "debug", await definitionsOf(dir)))).toEqual(expected);
});

test("changing a rule in orchestrator.md changes the plan without touching code", async () => {
  const before = planFor(REQUEST, "debug");
  const dir = await copyShipped();
  await editFile(dir, "orchestrator.md", [
    "primary: debug, secondary: code }",
    "primary: debug, secondary: ask }",
  ]);
  await editFile(dir, "orchestrator.md", ["title: Bug Fixes & Debugging", "title: Detective work"]);
  await editFile(dir, "orchestrator.md", ["name: normal", "name: ordinary"]);

  const after = planFor(REQUEST, "debug", await definitionsOf(dir));

  expect(supportOf(before)).toEqual(["code"]);
  expect(supportOf(after)).toEqual(["ask"]);
  expect(after.plan.stages[0]?.title).toBe("Detective work");
  expect([before.priority.band, after.priority.band]).toEqual(["normal", "ordinary"]);
});

test("an agent added with one file is planned without a row in the rules", async () => {
  const dir = await copyShipped();
  const links = [{ agent: "documentation_writer", reason: "guides" }];
  await writeFile(`${dir}/baker.md`, agentText("baker", { intersections: links }));

  const planned = planTask({ text: "bake it", route: routeTo("baker") }, await definitionsOf(dir));

  expect(planned.requestType).toBe("baker");
  expect(planned.plan.stages[0]?.title).toBe("The baker");
  expect(supportOf(planned)).toEqual(["documentation_writer"]);
});

test("what the router's model estimates reaches the team and the priority", () => {
  const guided: Route = {
    ...routeTo("debug"),
    supportScores: [{ agent: "architect", score: 0.9 }],
    priority: { urgency: 5, impact: 5, dependencies: 3, risk: 1 },
  };

  const planned = planTask({ text: REQUEST, route: guided }, shipped);
  const unguided = planTask({ text: REQUEST, route: routeTo("debug") }, shipped);

  expect(supportOf(planned)).toEqual(["architect"]);
  expect(supportOf(unguided)).toEqual(["code"]);
  expect(planned.priority.score).toBeGreaterThan(unguided.priority.score);
});
