import { expect, test } from "vitest";
import { createBuiltInHandlers } from "../../src/hooks/built-in/create-built-in-handlers.ts";
import { runStageHook } from "../../src/workflow/run-stage-hook.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { aPlannedTask, aStage } from "./plan-kit.ts";

const task = aPlannedTask([aStage("build", ["code"])]);
const [stage] = task.plan.stages;
const clock = createVirtualClock();
const deps = {
  clock,
  handlers: createBuiltInHandlers({ clock, agents: shipped.agents }),
  aliases: shipped.rules.hookAliases,
};

async function run(name: string) {
  if (stage === undefined) throw new Error("there is no stage");
  const judgement = { task, stage, results: new Map(), attempt: 1, signal: new AbortController().signal };
  return runStageHook(name, judgement, deps);
}

test.each([
  ...new Set(
    Object.values(shipped.playbook.patterns.taskPatterns).flatMap(({ stages }) =>
      stages.flatMap(({ hooks }) => hooks),
    ),
  ),
])("the hook %s of a shipped pattern gets an input that fits it", async (name) => {
  const reports = await run(name);

  expect(reports.length).toBeGreaterThan(0);
  expect(reports.map(({ summary }) => summary).join(" ")).not.toContain("does not fit");
});

test("a hook without a handler is not run, never passed", async () => {
  expect(await run("BLOCKER_ESCALATION")).toMatchObject([{ id: "BLOCKER_ESCALATION", verdict: "not_run" }]);
});

test("a name that stands for several hooks runs all of them", async () => {
  const alias = shipped.rules.hookAliases.find(({ means }) => means.length > 1);

  expect((await run(alias?.name ?? "")).map(({ id }) => id)).toEqual(alias?.means);
});
