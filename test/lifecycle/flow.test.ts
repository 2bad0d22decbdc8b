import fc from "fast-check";
import { expect, test } from "vitest";
import { HookId } from "../../src/hooks/hook-id.ts";
import { hooksOfMoment, orderHooks, waitsFor } from "../../src/lifecycle/flow.ts";
import type { FlowRules, Moment } from "../../src/lifecycle/flow.ts";
import type { RequestFacts } from "../../src/orchestration/rules/condition.ts";
import { shippedFlow } from "./lifecycle-kit.ts";

const large: RequestFacts = {
  requestType: "code_implementation",
  complexity: "high",
  flags: [],
  domains: ["code"],
};
const small: RequestFacts = { ...large, complexity: "simple" };

// seed: rules.yaml#hook_flow; hooks whose trigger says when they are due have a moment of their own
test.each<[string, Moment, HookId]>([
  ["setup", "before", "PRE_TASK_SETUP"],
  ["readiness", "before", "PRE_TASK_VALIDATION"],
  ["collaboration", "before", "COLLABORATION_INIT"],
  ["collaboration", "stage_end", "COLLABORATION_SYNC"],
  ["validation", "after", "POST_TASK_VALIDATION"],
  ["cleanup", "after", "POST_TASK_CLEANUP"],
  ["handoff", "after", "AGENT_HANDOFF_PREPARE"],
  ["handoff", "before", "AGENT_HANDOFF_EXECUTE"],
])("the step %s of the flow has its hook %s the work", (_step, moment, hook) => {
  expect(hooksOfMoment(moment, large, shippedFlow)).toContain(hook);
});

test.each<[Moment, readonly HookId[]]>([
  ["before", ["PRE_TASK_SETUP", "PRE_TASK_VALIDATION", "COLLABORATION_INIT", "AGENT_HANDOFF_EXECUTE"]],
  ["after", ["POST_TASK_VALIDATION", "POST_TASK_CLEANUP", "AGENT_HANDOFF_PREPARE"]],
  ["stage_end", ["COLLABORATION_SYNC"]],
])("the hooks of the moment %s run in the order of the bands", (moment, hooks) => {
  expect(hooksOfMoment(moment, large, shippedFlow)).toEqual(hooks);
});

test("a simple task has no hooks for working together", () => {
  expect(hooksOfMoment("before", small, shippedFlow)).not.toContain("COLLABORATION_INIT");
  expect(hooksOfMoment("stage_end", small, shippedFlow)).toEqual([]);
});

test("a step that is moved behind the work in the rules runs behind it", () => {
  const { flow } = shippedFlow.hookFlow;
  const readiness = flow.filter(({ id }) => id === "readiness");
  const moved: FlowRules = {
    ...shippedFlow,
    hookFlow: {
      ...shippedFlow.hookFlow,
      flow: [...flow.filter(({ id }) => id !== "readiness"), ...readiness],
    },
  };

  expect(hooksOfMoment("before", small, moved)).not.toContain("PRE_TASK_VALIDATION");
  expect(hooksOfMoment("after", small, moved)).toContain("PRE_TASK_VALIDATION");
});

test("a step may name a group, and a hook that is due for some tasks only is left out of the others", () => {
  const flow = shippedFlow.hookFlow.flow.map((step) =>
    step.id === "validation" ? { ...step, hooks: ["quality_gates"] } : step,
  );
  const dueWhen = [{ hook: "TRUTH_VALIDATION_CHECK", when: { complexity: ["critical" as const] } }];
  const rules: FlowRules = { ...shippedFlow, hookFlow: { ...shippedFlow.hookFlow, flow, dueWhen } };

  const hooks = hooksOfMoment("after", large, rules);

  expect(hooks).toContain("CODE_QUALITY_GATE");
  expect(hooks).not.toContain("TRUTH_VALIDATION_CHECK");
  expect(hooksOfMoment("after", { ...large, complexity: "critical" }, rules)).toContain(
    "TRUTH_VALIDATION_CHECK",
  );
});

test("whatever hooks there are, each comes once, by its band, and behind those that it waits for", () => {
  const { hookFlow } = shippedFlow;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...HookId.options)), (hooks) => {
      const ordered = orderHooks(hooks, hookFlow);

      expect([...ordered].sort()).toEqual([...new Set(hooks)].sort());
      for (const [at, hook] of ordered.entries())
        for (const other of waitsFor(hook, hookFlow))
          expect((ordered as readonly string[]).indexOf(other)).toBeLessThan(at);
    }),
  );
});
