import { expect, test } from "vitest";
import { runAssignment } from "../../src/execution/run-assignment.ts";
import { hooksRan } from "../../src/lifecycle/outcomes-of.ts";
import { textsOf } from "../conversation/conversation-kit.ts";
import { createHookKit, teamHandler } from "../lifecycle/lifecycle-kit.ts";
import { createExecution, teamTask } from "./execution-kit.ts";

const RUN = { attempt: 1, maxAttempts: 3, signal: new AbortController().signal };

async function setUp(...team: Parameters<typeof createHookKit>[0] & {}) {
  const kit = createExecution();
  const hooks = createHookKit(team);
  const deps = { ...kit.deps, lifecycle: hooks.lifecycle };
  await kit.open(teamTask("T1"));
  return {
    ...kit,
    matters: hooks.matters,
    run: async () => runAssignment({ taskId: "T1", assignmentId: "s1-debug", round: 1 }, deps, RUN),
    hooks: async () =>
      hooksRan(await kit.store.events.ofTask("T1")).flatMap(({ runs }) => runs.map(({ hook }) => hook)),
  };
}

test("hooks run in their order around the work, each on record once", async () => {
  const kit = await setUp();

  await kit.run();
  await kit.run();

  expect(await kit.hooks()).toEqual([
    "PRE_TASK_SETUP",
    "PRE_TASK_VALIDATION",
    "POST_TASK_VALIDATION",
    "POST_TASK_CLEANUP",
  ]);
  expect((await kit.task("T1")).state).toBe("done");
});

test("a hook that blocks before the work keeps the agent from starting, says why, and raises the matter", async () => {
  const kit = await setUp(
    teamHandler("PRE_TASK_SETUP", {
      name: "freeze",
      onFailure: "block",
      run: async () => ({ status: "failed", message: "code freeze until Monday" }),
    }),
  );

  await kit.run();

  expect(kit.runs).toEqual([]);
  expect(await kit.task("T1")).toMatchObject({ state: "failed", error: { code: "workflow.blocked" } });
  const [final] = textsOf(await kit.deliveries());
  expect(final).toContain("debug was stopped by PRE_TASK_SETUP. freeze: code freeze until Monday");
  expect(final).toContain("`/retry T1`");
  expect(kit.matters).toMatchObject([{ taskId: "T1", agent: "debug" }]);
});

test("a hook that blocks after the work ends it without a result", async () => {
  const kit = await setUp(
    teamHandler("POST_TASK_VALIDATION", {
      name: "licences",
      onFailure: "block",
      run: async () => ({ status: "failed", message: "a header is missing" }),
    }),
  );

  await kit.run();

  expect(kit.runs).toHaveLength(1);
  expect((await kit.task("T1")).error?.message).toContain("licences: a header is missing");
  expect((await kit.store.tasks.results("T1")).size).toBe(0);
});

test("a further try of an agent does not run again what ran before its first", async () => {
  const kit = await setUp();
  let tries = 0;
  kit.workAs(async () => {
    tries += 1;
    if (tries === 1) throw new Error("the worker broke");
    return { summary: "found", body: "found it", madeBy: "test" };
  });

  await kit.run().catch(() => undefined);
  await kit.run();

  expect((await kit.hooks()).filter((hook) => hook === "PRE_TASK_SETUP")).toHaveLength(1);
  expect((await kit.task("T1")).state).toBe("done");
});
