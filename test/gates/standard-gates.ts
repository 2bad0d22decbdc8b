import type { Gate, GateCheck } from "../../src/gates/gate.ts";

/** Each check names more than one reviewer, so that somebody is left when one of them did the work. */
const build: GateCheck = {
  id: "build",
  title: "Build",
  kind: "command",
  command: "build",
  expect: "success",
  reviewers: ["rust_best_practices_specialist", "devops_infrastructure_specialist"],
  question: "Does everything compile without errors?",
};
const tests: GateCheck = {
  id: "tests",
  title: "Tests",
  kind: "command",
  command: "test",
  expect: "tests",
  reviewers: ["test_utilities_specialist", "truth_validator"],
  question: "Is the new behaviour tested, and does the whole suite pass?",
};
const lint: GateCheck = {
  id: "lint",
  title: "Lint",
  kind: "command",
  command: "lint",
  expect: "success",
  reviewers: ["rust_best_practices_specialist", "code"],
  question: "Is the change idiomatic, and free of new warnings?",
};
const docs: GateCheck = {
  id: "docs",
  title: "Documentation",
  kind: "command",
  command: "docs",
  expect: "success",
  reviewers: ["documentation_writer", "ask"],
  question: "Is every public item that was added or changed documented?",
};
const benchmarks: GateCheck = {
  id: "benchmarks",
  title: "Benchmarks",
  kind: "command",
  command: "bench",
  expect: "benchmarks",
  reviewers: ["performance_engineering_specialist", "architect"],
  question: "Is the change in speed acceptable?",
};

function review(id: string, title: string, asked: Pick<GateCheck, "reviewers" | "question">): GateCheck {
  return { id, title, kind: "review", ...asked };
}

/**
 * Gates for tests; those in force are agent-config/rules/gates.yaml. seed: rules.yaml#quality_gates and #hook_catalogue. No check is judged
 * by the domain's own agent alone (C32), and the integration gate has checks of its own (C33).
 */
export const standardGates: readonly Gate[] = [
  { id: "code_quality", title: "Code quality", checks: [build, lint, tests] },
  {
    id: "integration_quality",
    title: "Integration quality",
    checks: [
      build,
      tests,
      review("compatibility", "Compatibility across components", {
        reviewers: ["architect", "rust_best_practices_specialist"],
        question:
          "Do the components still fit together: interfaces, names, dependencies, recovery from errors?",
      }),
    ],
  },
  {
    id: "truth_validation",
    title: "Truth validation",
    checks: [
      {
        id: "claims",
        title: "Claims and evidence",
        kind: "claims",
        reviewers: ["truth_validator", "test_utilities_specialist"],
        question: "Is what is claimed true?",
      },
      tests,
    ],
  },
  {
    id: "commercial_readiness",
    title: "Readiness for customers",
    checks: [
      tests,
      docs,
      review("acceptance", "Acceptance by customers", {
        reviewers: ["customer_success_specialist", "business_intelligence_specialist"],
        question: "Would a customer accept it: set-up, guides, behaviour?",
      }),
      review("security", "Security", {
        reviewers: ["security_reviewer", "architect"],
        question: "Is it safe to put in front of customers?",
      }),
    ],
  },
  { id: "performance", title: "Performance", checks: [benchmarks] },
  { id: "documentation", title: "Documentation", checks: [docs] },
];
