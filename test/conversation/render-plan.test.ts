import { expect, test } from "vitest";
import { renderStages } from "../../src/conversation/render-plan.ts";
import { teamTask } from "../execution/execution-kit.ts";

// seed: rules.yaml#multi_agent_task_patterns
test.each([
  [undefined, "Coordinator: **orchestrator**"],
  ["architect", "Coordinator: **architect**"],
])("the plan of several agents says who keeps it together: %s", (coordinator, last) => {
  const task = teamTask("T1", "code");
  const plan = { ...task.plan, ...(coordinator === undefined ? {} : { coordinator }) };

  expect(
    renderStages({ ...task, plan }, false)
      .split("\n")
      .at(-1),
  ).toBe(last);
});

test("one agent needs nobody to keep it together", () => {
  expect(renderStages(teamTask("T1"), false)).not.toContain("Coordinator");
});
