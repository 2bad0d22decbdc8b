import { expect, test } from "vitest";
import { reviewerFor } from "../../../src/orchestration/rules/gate-rules.ts";
import { shipped } from "../shipped.ts";

const { rows } = shipped.playbook.intersections;

// seed: rules.yaml#intersection_decision_matrix. `seedGate` is who judges there; in six rows that is a worker.
const MATRIX: readonly {
  id: string;
  domain: string;
  alsoNeeds: string;
  agents: string[];
  add: string[];
  seedGate: string[];
}[] = [
  {
    id: "code_performance",
    domain: "Code Development",
    alsoNeeds: "Performance",
    agents: ["code"],
    add: ["performance_engineering_specialist"],
    seedGate: ["rust_best_practices_specialist"],
  },
  {
    id: "code_security",
    domain: "Code Development",
    alsoNeeds: "Security",
    agents: ["code"],
    add: ["security_reviewer"],
    seedGate: ["rust_best_practices_specialist"],
  },
  {
    id: "architecture_implementation",
    domain: "Architecture",
    alsoNeeds: "Implementation",
    agents: ["architect"],
    add: ["code"],
    seedGate: ["architect"],
  },
  {
    id: "performance_implementation",
    domain: "Performance",
    alsoNeeds: "Implementation",
    agents: ["performance_engineering_specialist"],
    add: ["code"],
    seedGate: ["performance_engineering_specialist"],
  },
  {
    id: "inference_api",
    domain: "Inference",
    alsoNeeds: "API Design",
    agents: ["inference_engine_specialist"],
    add: ["api_development_specialist"],
    seedGate: ["inference_engine_specialist"],
  },
  {
    id: "api_platform",
    domain: "API Development",
    alsoNeeds: "Platform",
    agents: ["api_development_specialist"],
    add: ["saas_platform_architect"],
    seedGate: ["api_development_specialist"],
  },
  {
    id: "business_technical",
    domain: "Business Features",
    alsoNeeds: "Technical",
    agents: ["saas_platform_architect", "customer_success_specialist"],
    add: ["architect", "code"],
    seedGate: ["business_intelligence_specialist"],
  },
  {
    id: "documentation_api",
    domain: "Documentation",
    alsoNeeds: "API",
    agents: ["documentation_writer"],
    add: ["api_development_specialist"],
    seedGate: ["documentation_writer"],
  },
  {
    id: "testing_performance",
    domain: "Testing",
    alsoNeeds: "Performance",
    agents: ["test_utilities_specialist"],
    add: ["performance_engineering_specialist"],
    seedGate: ["test_utilities_specialist"],
  },
  {
    id: "debug_architecture",
    domain: "Debug",
    alsoNeeds: "Architecture",
    agents: ["debug"],
    add: ["architect"],
    seedGate: ["debug", "truth_validator"],
  },
];

test.each(MATRIX)(
  "the intersection $id adds whom the matrix adds",
  ({ id, domain, alsoNeeds, agents, add }) => {
    expect(rows.find((row) => row.id === id)).toMatchObject({ domain, alsoNeeds, agents, add });
  },
);

test.each(MATRIX)(
  "the intersection $id is judged by whom the matrix names, never by who works on it",
  ({ id, agents, add, seedGate }) => {
    const row = rows.find((one) => one.id === id);
    const working = [...agents, ...add];
    const independent = seedGate.filter((agent) => !working.includes(agent));

    const judge = reviewerFor(row?.gate.reviewers ?? [], working);

    expect(judge).toBeDefined();
    expect(working).not.toContain(judge);
    if (independent.length > 0) expect(independent).toContain(judge);
  },
);

test.each([
  ["architecture_implementation", "review", "project_research"],
  ["performance_implementation", "validation", "inference_engine_specialist"],
  ["inference_api", "review", "performance_engineering_specialist"],
  ["api_platform", "review", "security_reviewer"],
  ["documentation_api", "quality", "ask"],
  ["testing_performance", "coverage", "error_handling_specialist"],
  ["debug_architecture", "review", "truth_validator"],
])("the intersection %s has another reviewer than itself", (id, kind, reviewer) => {
  const gate = rows.find((row) => row.id === id)?.gate;

  expect([gate?.kind, gate?.reviewers[0]]).toEqual([kind, reviewer]);
});

test("the decision matrix has ten rows", () => {
  expect(rows.map((row) => row.id)).toEqual(MATRIX.map((row) => row.id));
});
