import { expect, test } from "vitest";
import { compilePlan } from "../../src/orchestration/compile-plan.ts";
import type { RequestFacts } from "../../src/orchestration/rules/condition.ts";
import type { Plan } from "../../src/tasks/task.ts";
import { shipped } from "./shipped.ts";

function compile(facts: Partial<RequestFacts>, support: readonly string[]): Plan {
  const none = { owners: [], reviewers: [] };
  const staff = { primary: "code", why: "leads", isChosen: false, ...none };
  const helpers = support.map((agent) => ({ agent, reason: `${agent} helps` }));
  const usual = { requestType: "code_implementation", complexity: "simple" as const, domains: ["code"] };
  const order = {
    facts: { ...usual, flags: [], ...facts },
    staff: { ...staff, support: helpers },
    title: "Code",
  };
  return compilePlan(order, shipped.playbook);
}

const shares = ({ stages }: Plan) => stages.map(({ isShared }) => isShared);

test("agents of one stage keep in step where the flow of the rules wants it", () => {
  expect(shares(compile({ complexity: "medium" }, ["debug"]))).toContain(true);
  expect(shares(compile({ complexity: "simple" }, ["debug"]))).not.toContain(true);
  expect(shares(compile({ complexity: "medium" }, []))).not.toContain(true);
});

test("a plan has the hooks, gates and handoffs of its stages attached", () => {
  const { stages, limits } = compile({ flags: ["emergency"], complexity: "critical" }, []);

  expect(stages.flatMap(({ hooks }) => hooks)).toContain("BLOCKER_ESCALATION");
  expect(stages.flatMap(({ gates }) => gates).length).toBeGreaterThan(0);
  expect(limits.gateAttempts).toBe(shipped.playbook.gates.rework.maxAttempts);
});
