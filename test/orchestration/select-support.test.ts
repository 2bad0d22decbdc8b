import { expect, test } from "vitest";
import { selectSupport, type SupportRequest } from "../../src/orchestration/select-support.ts";
import { shipped } from "./shipped.ts";

const { rules, agents } = shipped;

function support(request: Partial<SupportRequest>, from = rules): string[] {
  return choices(request, from).map((choice) => choice.agent);
}

function choices(request: Partial<SupportRequest>, from = rules) {
  const full = { text: "do it", primary: "code", complexity: "medium", scores: [], ...request } as const;
  return selectSupport(full, from, agents);
}

test("a simple request is for the primary agent alone, whatever the others score", () => {
  expect(support({ complexity: "simple", scores: [{ agent: "debug", score: 0.9 }] })).toEqual([]);
});

test("from medium on the secondary of the matrix joins, with the kind of task as reason", () => {
  expect(choices({})).toEqual([
    { agent: "rust_best_practices_specialist", reason: "second for Code Implementation" },
  ]);
});

test("below secondaryFrom the secondary joins only with a score of its own", () => {
  const later = structuredClone(rules);
  later.support.secondaryFrom = "high";
  later.complexity.levels.find((level) => level.level === "medium")!.teamSize.min = 1;

  expect(support({}, later)).toEqual([]);
  expect(support({ scores: [{ agent: "rust_best_practices_specialist", score: 0.4 }] }, later)).toEqual([
    "rust_best_practices_specialist",
  ]);
  expect(support({ complexity: "high" }, later)).toEqual(["rust_best_practices_specialist"]);
});

test("agents join by score from the threshold on, best first, until the team is full", () => {
  const scores = [
    { agent: "debug", score: 0.3 },
    { agent: "architect", score: 0.5 },
    { agent: "ask", score: rules.routing.supportThreshold - 0.01 },
    { agent: "code", score: 0.9 },
  ];

  expect(support({ scores })).toEqual(["rust_best_practices_specialist", "architect"]);
  expect(support({ scores, complexity: "high" })).toEqual([
    "rust_best_practices_specialist",
    "architect",
    "debug",
  ]);
  expect(choices({ scores })[1]?.reason).toBe("its own score is 0.50");
});

test("an agent whose score just reaches the threshold joins", () => {
  const scores = [{ agent: "debug", score: rules.routing.supportThreshold }];

  expect(support({ scores })).toContain("debug");
});

test("the orchestrator never joins, and its seat counts towards the smallest team", () => {
  expect(support({ primary: "development_phase_tracker" })).toEqual([]);
  expect(
    support({ primary: "development_phase_tracker", scores: [{ agent: "orchestrator", score: 1 }] }),
  ).toEqual([]);
});

test("agents without a file never join", () => {
  expect(support({ scores: [{ agent: "ghost", score: 1 }] })).toEqual(["rust_best_practices_specialist"]);
});

test.each([
  ["rust_best_practices_specialist", "code"],
  ["project_research", "architect"],
  ["comprehensive_todo_manager", "development_phase_tracker"],
  ["project_commands_config", "devops_infrastructure_specialist"],
  ["project_rules_config", "rust_best_practices_specialist"],
  ["variable_matcher", "rust_best_practices_specialist"],
  ["agent-hooks", "truth_validator"],
])("%s has no row, so its first partner %s joins", (primary, partner) => {
  expect(support({ primary })).toEqual([partner]);
});

test("critical work always has its claims checked", () => {
  expect(choices({ complexity: "critical" })[0]).toEqual({
    agent: "truth_validator",
    reason: "critical work needs its claims checked",
  });
  expect(support({ complexity: "high" })).not.toContain("truth_validator");
});

test.each([
  ["documentation_writer", "code", "rename the user-facing flag"],
  ["documentation_writer", "api_development_specialist", "a public API change in v2"],
  ["security_reviewer", "code", "parse untrusted input in the loader"],
  ["security_reviewer", "api_development_specialist", "webhooks, signed with a shared secret"],
  ["security_reviewer", "debug", "login with OAuth2 fails"],
])("a rule brings %s to %s even for a simple request: %s", (agent, primary, text) => {
  const [choice, ...more] = choices({ complexity: "simple", primary, text });

  expect(choice?.agent).toBe(agent);
  expect(choice?.reason).toMatch(/\(".+"\)$/u);
  expect(more).toEqual([]);
});

test("a rule does not bring the primary itself, and leaves those alone that it excepts", () => {
  expect(support({ complexity: "simple", primary: "security_reviewer", text: "is this an exploit" })).toEqual(
    [],
  );
  expect(support({ complexity: "simple", primary: "ask", text: "what does user-facing mean" })).toEqual([]);
});

test("what rules demand goes beyond the team size, what is optional does not", () => {
  const text = "user-facing login with untrusted input";
  const scores = [
    { agent: "debug", score: 0.9 },
    { agent: "ask", score: 0.8 },
  ];

  expect(support({ complexity: "simple", text, scores })).toEqual([
    "documentation_writer",
    "security_reviewer",
  ]);
  expect(support({ complexity: "medium", text, scores })).toEqual([
    "documentation_writer",
    "security_reviewer",
  ]);
});

test("owners of the named components join when a request crosses domains", () => {
  const text = "share buffers between bitnet-metal and bitnet-inference";

  expect(choices({ text, complexity: "high" })).toEqual([
    { agent: "rust_best_practices_specialist", reason: "second for Code Implementation" },
    {
      agent: "inference_engine_specialist",
      reason: "owns bitnet-inference; the request crosses domains (bitnet-inference, bitnet-metal)",
    },
    {
      agent: "performance_engineering_specialist",
      reason: "owns bitnet-metal; the request crosses domains (bitnet-inference, bitnet-metal)",
    },
  ]);
});

test("two components of one owner do not cross domains", () => {
  expect(support({ primary: "debug", text: "bitnet-core and bitnet-quant disagree" })).toEqual(["code"]);
});

test.each([
  ["bitnet-core", "code", "rust_best_practices_specialist", "crash in bitnet-core/src/lib.rs"],
  ["bitnet-quant", "code", "performance_engineering_specialist", "bitnet_quant::pack is wrong"],
  [
    "bitnet-inference",
    "inference_engine_specialist",
    "performance_engineering_specialist",
    "the bitnet-inference crate",
  ],
  ["bitnet-training", "code", "error_handling_specialist", "in bitnet-training"],
  ["bitnet-metal", "performance_engineering_specialist", "code", "bitnet-metal panics"],
  [
    "bitnet-benchmarks",
    "performance_engineering_specialist",
    "test_utilities_specialist",
    "bitnet-benchmarks again",
  ],
  ["bitnet-cli", "code", "documentation_writer", "bitnet-cli prints nothing"],
  ["Documentation", "documentation_writer", "ask", "change it and update the docs"],
  ["Testing", "test_utilities_specialist", "error_handling_specialist", "change it and add tests"],
  ["Architecture", "architect", "project_research", "is the crate boundary right"],
  ["Publishing/Releases", "publishing_expert", "truth_validator", "merge it, then publish"],
  ["Workspace Publishing", "publishing_expert", "code", "publish all crates"],
])("component %s belongs to %s, seconded by %s", (component, primary, secondary, text) => {
  const row = rules.components.find((one) => one.component === component);
  expect(row).toMatchObject({ primary, secondary });

  // Owners join as soon as one owner is enough to cross domains, and the second fills a team of three.
  const eager = structuredClone(rules);
  eager.taskAssignment = [];
  eager.supportRules = [
    { id: "always", title: "always", when: { componentOwnersAtLeast: 1 }, addComponentOwners: true },
  ];
  eager.complexity.levels.find((level) => level.level === "high")!.teamSize = { min: 3, max: 3 };
  expect(support({ text, primary: "agent-hooks", complexity: "high" }, eager)).toContain(primary);
  expect(support({ text, primary, complexity: "high" }, eager)).toContain(secondary);
});

test("never names anybody twice or the primary, for every agent, level and many texts", () => {
  const texts = [
    "do it",
    "user-facing oauth across crates bitnet-core bitnet-metal, publish all crates, add tests",
  ];
  const scores = agents.agents.map((agent) => ({ agent: agent.id, score: 0.5 }));
  for (const { id: primary } of agents.agents) {
    for (const complexity of ["simple", "medium", "high", "critical"] as const) {
      for (const text of texts) {
        const found = support({ text, primary, complexity, scores });
        expect(new Set(found).size).toBe(found.length);
        expect(found).not.toContain(primary);
        expect(found.length + 1).toBeLessThanOrEqual(6);
      }
    }
  }
});

test("who is likely to be needed joins from the threshold on, whatever the scores as leaders say", () => {
  const scores = [{ agent: "architect", score: 0.9 }];
  const needed = [
    { agent: "rust_best_practices_specialist", score: 0.2 },
    { agent: "debug", score: rules.routing.supportThreshold },
    { agent: "ask", score: rules.routing.supportThreshold - 0.01 },
  ];

  expect(choices({ scores, needed })).toEqual([
    { agent: "rust_best_practices_specialist", reason: "second for Code Implementation" },
    {
      agent: "debug",
      reason: `${Math.round(rules.routing.supportThreshold * 100)} % likely to be needed`,
    },
  ]);
});

test("secondary and partners stay out when the router's model thinks them needless", () => {
  const least = rules.support.needlessBelow;
  const second = "rust_best_practices_specialist";

  expect(support({ needed: [{ agent: second, score: least }] })).toEqual([second]);
  expect(support({ needed: [{ agent: second, score: least / 2 }] })).toEqual([]);
  expect(support({ needed: [] })).toEqual([]);
});

test("a rule brings its agent even when the router's model thinks it needless", () => {
  expect(support({ complexity: "critical", needed: [] })).toContain("truth_validator");
});
