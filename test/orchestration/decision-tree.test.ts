import { expect, test } from "vitest";
import { analysisLines } from "../../src/conversation/render-why.ts";
import { offerAgents } from "../../src/conversation/offer-agents.ts";
import { planRequest } from "../../src/orchestration/create-planner.ts";
import type { Route } from "../../src/router/route.ts";
import { aTask } from "../store-contract/samples.ts";
import { stateOf } from "./load-kit.ts";
import { routeTo, shipped, supportOf } from "./shipped.ts";

type Standings = Parameters<typeof stateOf>[0];

function plan(text: string, route: Partial<Route> & { primary: string }, standings: Standings = {}) {
  return planRequest({ text, route: { ...routeTo(route.primary), ...route } }, shipped, stateOf(standings));
}

/** Somebody of another branch whom the router thinks as likely. */
function rivalOf(agent: string): string {
  return agent === "error_handling_specialist" ? "debug" : "error_handling_specialist";
}

// seed: rules.yaml#decision_tree. Words that take a request into a branch, and who leads there.
const BRANCHES: readonly (readonly [string, string, string])[] = [
  ["architecture_design", "think about the architecture of the loader", "architect"],
  ["code_development", "implement the parser", "code"],
  ["debugging", "find the root cause", "debug"],
  ["performance", "make it faster, the latency hurts", "performance_engineering_specialist"],
  ["testing_qa", "a test suite with property tests", "test_utilities_specialist"],
  ["documentation", "the readme and the rustdoc are stale", "documentation_writer"],
  ["project_management", "which milestone is next in the timeline", "development_phase_tracker"],
  ["security", "a threat model for untrusted input", "security_reviewer"],
  ["release", "publish it with a version bump", "publishing_expert"],
  ["commercial", "billing for each tenant", "saas_platform_architect"],
];

const SUB_ROUTES: readonly (readonly [string, string, string])[] = [
  ["SaaS platform development", "a pricing tier for the saas", "saas_platform_architect"],
  ["API development", "an endpoint and its openapi file", "api_development_specialist"],
  ["business intelligence", "churn and revenue as analytics", "business_intelligence_specialist"],
  ["customer success", "onboarding and retention", "customer_success_specialist"],
  ["DevOps infrastructure", "terraform and kubernetes", "devops_infrastructure_specialist"],
  ["UI/UX development", "a react frontend", "ui_ux_development_specialist"],
];

test.each(BRANCHES)(
  "the branch %s takes “%s”, which settles a doubt for %s and is explained",
  (branch, text, primary) => {
    const rival = rivalOf(primary);
    const alternatives = [
      { agent: rival, score: 0.4 },
      { agent: primary, score: 0.395 },
    ];
    const planned = plan(text, { primary: rival, confidence: 0.4, alternatives });
    const { tree } = planned.analysis;

    expect(tree).toMatchObject({ branch, primary, isByWords: true, decidedBy: `rule:${branch}` });
    expect(planned.selection).toMatchObject({ agent: primary, insteadOf: rival });
    expect(planned.selection.why).toContain(`the tree settles it (${tree?.title ?? ""})`);
    expect(analysisLines(aTask("T1", planned)).join("\n")).toContain(
      `- branch of the tree ${tree?.title ?? ""} (rule:${branch}: says `,
    );
  },
);

test.each(SUB_ROUTES)(
  "the commercial branch leads on to %s for “%s”, which settles a doubt for %s",
  (when, text, primary) => {
    const rival = rivalOf(primary);
    const alternatives = [
      { agent: rival, score: 0.4 },
      { agent: primary, score: 0.395 },
    ];
    const { analysis, selection } = plan(text, { primary: rival, confidence: 0.4, alternatives });

    expect(analysis.tree).toMatchObject({ branch: "commercial", primary });
    expect(analysis.tree?.title).toBe(`Commercial & Business Development: ${when}`);
    expect(selection).toMatchObject({ agent: primary, insteadOf: rival });
  },
);

test.each([...BRANCHES, ...SUB_ROUTES])(
  "where the router is unsure, %s offers for “%s” %s first",
  (_, text, primary) => {
    const route = {
      alternatives: ["ask", "project_research", "variable_matcher"].map((agent) => ({ agent, score: 0.2 })),
    };
    const deps = { definitions: () => shipped, agents: () => shipped.agents, maxChoices: () => 3 };

    expect(offerAgents(text, route, deps).agents).toEqual([primary, "ask", "project_research"]);
  },
);

test.each([
  ["code_development", "code", "rust_best_practices_specialist", "debug"],
  ["debugging", "debug", "code", "error_handling_specialist"],
  ["performance", "performance_engineering_specialist", "inference_engine_specialist", "code"],
  ["testing_qa", "test_utilities_specialist", "error_handling_specialist", "truth_validator"],
  ["documentation", "documentation_writer", "ask", "truth_validator"],
  ["security", "security_reviewer", "rust_best_practices_specialist", "truth_validator"],
  ["release", "publishing_expert", "truth_validator", "documentation_writer"],
])("who helps in the branch %s fills the team of %s while %s is away: %s", (_, primary, second, helper) => {
  const planned = plan("please take this on", { primary }, { [second]: { away: { sinceMs: 0, by: "Ada" } } });

  expect(supportOf(planned)).toEqual([helper]);
});

test("the router stays first: a clear favourite leads, whatever the words say, and the tree says what it would do", () => {
  const alternatives = [
    { agent: "debug", score: 0.9 },
    { agent: "documentation_writer", score: 0.05 },
  ];
  const { analysis, selection } = plan("the readme is wrong", { primary: "debug", alternatives });

  expect(selection.agent).toBe("debug");
  expect(analysis.tree).toMatchObject({
    branch: "documentation",
    why: 'says "readme", and would lead to documentation_writer',
  });
});

test("whom the tree takes is a candidate while the router is unsure, also if nobody stands near", () => {
  const alternatives = [{ agent: "debug", score: 0.4 }];
  const text = "the readme and the docs";
  const candidates = (confidence: number) =>
    plan(text, { primary: "debug", confidence, alternatives }).selection.candidates.map(({ agent }) => agent);

  expect(candidates(0.4)).toContain("documentation_writer");
  expect(candidates(0.9)).not.toContain("documentation_writer");
});

test("whom a person named leads against the tree", () => {
  const { selection } = plan("find the root cause", { primary: "ask", decidedBy: "override", confidence: 1 });

  expect(selection.agent).toBe("ask");
});

test("without words the branch of whoever leads explains the request", () => {
  expect(plan("please", { primary: "debug" }).analysis.tree).toMatchObject({
    branch: "debugging",
    isByWords: false,
    why: "debug leads this branch",
  });
});

test.each([
  [
    "inference_engine_specialist",
    "please",
    "no branch leads to inference_engine_specialist, and no word of it takes one",
  ],
  [
    "ask",
    "docs on latency",
    "its words fit Performance & Optimization and Documentation & User Guidance alike",
  ],
])("the tree has no branch for %s where it cannot tell one: %s", (primary, text, why) => {
  expect(plan(text, { primary }).analysis.tree).toMatchObject({
    branch: null,
    primary: null,
    decidedBy: "rules",
    why,
  });
});

test("words that are negated take a request nowhere", () => {
  expect(plan("not a crash", { primary: "ask" }).analysis.tree?.branch).toBeNull();
});
