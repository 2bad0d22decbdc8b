import { expect, test } from "vitest";
import type { PlannedTask } from "../../src/orchestration/planned-task.ts";
import { keepBegun, replanTask } from "../../src/orchestration/replan-task.ts";
import { Plan as PlanSchema } from "../../src/tasks/task.ts";
import type { Assignment, Plan } from "../../src/tasks/task.ts";
import { aTask } from "../store-contract/samples.ts";

function planOf(...assignments: readonly string[]): Plan {
  return PlanSchema.parse({
    stages: [{ id: "s1", title: "Work", assignments: assignments.map(toAssignment) }],
  });
}

/** "debug primary running" */
function toAssignment(words: string): Assignment {
  const [agent = "", role = "support", state = "waiting"] = words.split(" ");
  return {
    id: `s1-${agent}`,
    agent,
    role: role as Assignment["role"],
    reason: "",
    state: state as Assignment["state"],
    starts: 0,
    round: 1,
  };
}

function shown(plan: Plan): string[] {
  return plan.stages.flatMap((stage) =>
    stage.assignments.map(({ agent, role, state }) => `${agent} ${role} ${state}`),
  );
}

test.each<[string, Plan, Plan, string[]]>([
  [
    "replaces all that waits",
    planOf("debug primary", "code support"),
    planOf("ask primary"),
    ["ask primary waiting"],
  ],
  [
    "keeps a leader that has begun",
    planOf("debug primary running", "code support"),
    planOf("ask primary", "architect support"),
    ["debug primary running", "architect support waiting"],
  ],
  [
    "keeps support that has ended",
    planOf("debug primary", "code support done"),
    planOf("ask primary", "code support"),
    ["code support done", "ask primary waiting"],
  ],
  [
    "gives the lead to support that has begun",
    planOf("debug primary", "code support running"),
    planOf("code primary"),
    ["code primary running"],
  ],
  [
    "leaves the lead where it was when the new leader has failed already",
    planOf("debug primary", "code support failed"),
    planOf("code primary", "ask support"),
    ["code support failed", "debug primary waiting", "ask support waiting"],
  ],
])("%s", (_, before, after, expected) => {
  expect(shown(keepBegun(before, after))).toEqual(expected);
});

test("keeps a stage that has begun and that the new plan has no more", () => {
  const stage = (id: string, ...words: readonly string[]) => ({
    id,
    title: id,
    assignments: words.map(toAssignment),
  });
  const before = PlanSchema.parse({
    stages: [stage("design", "architect primary done"), stage("build", "code primary")],
  });

  const merged = keepBegun(before, PlanSchema.parse({ stages: [stage("fix", "debug primary")] }));

  expect(merged.stages.map(({ id }) => id)).toEqual(["design", "fix"]);
});

test("plans by the whole text and the settings, and leaves round and title alone", async () => {
  const task = aTask("T1", { text: "the whole text", title: "The title", round: 3 });
  const settings = { complexity: { value: "high", by: "Ada" } } as const;
  const planned: PlannedTask = {
    requestType: "x",
    title: "other",
    priority: task.priority,
    plan: planOf("code primary"),
  };
  const asked: unknown[] = [];

  const next = await replanTask(task, settings, (input) => {
    asked.push([input.text, input.settings, input.route.text]);
    return planned;
  });

  expect(asked).toEqual([["the whole text", settings, "the whole text"]]);
  expect(next).toMatchObject({ requestType: "x", title: "The title", round: 3, settings });
});
