import { expect, test } from "vitest";
import { runStageHooks } from "../../src/lifecycle/stage-hooks.ts";
import type { AgentResult, Stage, Task } from "../../src/tasks/task.ts";
import { aPlannedTask, aStage } from "../workflow/plan-kit.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createHookKit, shippedFlow, teamHandler } from "./lifecycle-kit.ts";

const RESULTS = new Map<string, AgentResult>([
  ["1.build-code", { summary: "the pool is larger", body: "done", madeBy: "test" }],
  ["1.build-debug", { summary: "no leak", body: "done", madeBy: "test" }],
]);

function worked(stage: Stage): Stage {
  const assignments = stage.assignments.map((each) => ({
    ...each,
    state: "done" as const,
    result: `1.${each.id}`,
  }));
  return { ...stage, assignments };
}

async function run(stage: Stage, kit = createHookKit()) {
  const plan = aPlannedTask([stage, aStage("later", ["ask"], { needs: [stage.id] })]);
  const task: Task = { ...plan, route: { ...plan.route, complexity: "medium" } };
  const signal = new AbortController().signal;
  return runStageHooks({ task, stage, results: RESULTS, attempt: 1, signal }, kit.deps);
}

const named = [
  ...new Set([...shipped.rules.hooks.map(({ id }) => id), ...shippedFlow.names.map(({ name }) => name)]),
];

test.each(named)("a stage that names %s runs it with an input that fits", async (name) => {
  const reports = await run(worked(aStage("build", ["code", "debug"], { hooks: [name] })));

  expect(reports.length).toBeGreaterThan(0);
  expect(reports.map(({ summary }) => summary).join(" ")).not.toContain("does not fit");
});

// seed: rules.yaml#hook_groups_named_in_seed
test.each([
  [
    "quality_gates",
    [
      "CODE_QUALITY_GATE",
      "INTEGRATION_QUALITY_GATE",
      "TRUTH_VALIDATION_CHECK",
      "CUSTOMER_READINESS_VALIDATION",
    ],
  ],
  [
    "coordination",
    ["AGENT_HANDOFF_EXECUTE", "AGENT_HANDOFF_PREPARE", "COLLABORATION_INIT", "COLLABORATION_SYNC"],
  ],
  ["error", ["BLOCKER_ESCALATION", "ERROR_DETECTION"]],
])("the group %s of the rules runs its members", async (group, members) => {
  const reports = await run(worked(aStage("build", ["code", "debug"], { hooks: [group] })));

  const ids = new Set(reports.map(({ id }) => id));
  expect([...ids]).toEqual(expect.arrayContaining(members));
});

test("agents of a shared stage are heard when they are through", async () => {
  const reports = await run(worked(aStage("build", ["code", "debug"], { isShared: true })));

  expect(reports).toMatchObject([{ id: "COLLABORATION_SYNC", verdict: "passed" }]);
});

test("an agent that failed was not heard, which is told and stops nothing", async () => {
  const stage = worked(aStage("build", ["code", "debug"], { isShared: true }));
  const [lead, other] = stage.assignments;
  if (lead === undefined || other === undefined) throw new Error("there are no two agents");

  const reports = await run({ ...stage, assignments: [lead, { ...other, state: "failed" }] });

  expect(reports).toMatchObject([
    { verdict: "failed", summary: expect.stringContaining("Not heard: debug") },
  ]);
});

test("a hook that waits for one of an earlier moment is not run when that one did not pass", async () => {
  const kit = createHookKit();
  const runs = [{ hook: "COLLABORATION_INIT", key: "k", status: "failed" }];
  await kit.store.commit({
    events: [{ type: "hooks.ran", taskId: "T1", data: { at: "before", stage: "build", runs } }],
  });

  const reports = await run(worked(aStage("build", ["code", "debug"], { isShared: true })), kit);

  expect(reports).toMatchObject([
    { verdict: "not_run", summary: "It waits for COLLABORATION_INIT, which did not pass." },
  ]);
});

test("keys tell the rounds of a task and of its stages apart", async () => {
  const keys: string[] = [];
  const spy = teamHandler("ERROR_DETECTION", {
    run: async ({ key }) => {
      keys.push(key);
      return { status: "passed", message: "" };
    },
  });
  const kit = createHookKit([spy]);
  const stage = worked(aStage("build", ["code"], { hooks: ["ERROR_DETECTION"] }));

  await run(stage, kit);
  await run({ ...stage, round: 2 }, kit);

  expect(keys).toEqual(["T1.build.ERROR_DETECTION.1.r1", "T1.build.ERROR_DETECTION.2.r1"]);
});

test("a hook without anything to do is not run, never passed", async () => {
  expect(await run(worked(aStage("build", ["code"], { hooks: ["COLLABORATION_SYNC"] })))).toMatchObject([
    { id: "COLLABORATION_SYNC", verdict: "not_run" },
  ]);
});
