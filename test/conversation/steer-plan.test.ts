import { expect, test } from "vitest";
import { planTask } from "../../src/orchestration/plan-task.ts";
import { choosablePatterns } from "../../src/orchestration/rules/choose-pattern.ts";
import { assignmentsOf } from "../../src/tasks/assignment-job.ts";
import type { Task } from "../../src/tasks/task.ts";
import { applyPlanEvent } from "../../src/workflow/apply-plan-event.ts";
import { shipped } from "../orchestration/shipped.ts";
import { createConversation, statesOf, textsOf } from "./conversation-kit.ts";
import type { KitOptions } from "./conversation-kit.ts";

/** A conversation by the shipped rules, whose requests are large enough for a plan that is shown first. */
function open(options: KitOptions & { readonly hasApprovers?: boolean } = {}) {
  const kit = createConversation({ route: () => ({ primary: "code", complexity: "critical" }), ...options });
  Object.assign(kit.deps, {
    agents: () => shipped.agents,
    plan: (request: Parameters<typeof kit.deps.plan>[0]) => planTask(request, shipped),
    patterns: () => choosablePatterns(shipped.playbook),
    hasApprovers: options.hasApprovers ?? false,
  });
  let last = 500;
  return {
    ...kit,
    task: async (): Promise<Task> => {
      const task = await kit.store.tasks.get("T1");
      if (task === undefined) throw new Error("there is no task");
      return task;
    },
    states: async () =>
      Object.fromEntries(
        (await kit.store.tasks.get("T1"))?.plan.stages.map(({ id, state }) => [id, state]) ?? [],
      ),
    ids: () => kit.jobs.jobs().map(({ id }) => id),
    run: async (name: string, args: string) => {
      last += 1;
      return textsOf(await kit.command(String(last), name, args));
    },
  };
}

const REQUEST = "security: rebuild the memory pool of bitnet-core";

test("a large plan is shown with Start, Change and Cancel, and nothing starts before", async () => {
  const kit = open();

  const seen = await kit.say("1", REQUEST);

  expect(textsOf(seen)[0]).toContain("would be with");
  expect(textsOf(seen)[0]).toContain("nothing starts before you say so");
  expect(textsOf(seen)[0]).toContain("`final_check`");
  expect(seen[0]).toMatchObject({
    message: {
      choices: {
        prompt: "plan.T1.r1",
        options: [{ value: "start" }, { value: "change" }, { value: "cancel" }],
      },
    },
  });
  expect(statesOf(seen)).toEqual(["1 queued"]);
  expect(kit.ids()).toEqual([]);
  expect((await kit.task()).plan.state).toBe("proposed");
});

test.each([
  [
    "a press",
    async (kit: ReturnType<typeof open>) =>
      kit.press("2", { prompt: "plan.T1.r1", value: "start", thread: "1" }),
  ],
  ["a word in its thread", async (kit: ReturnType<typeof open>) => kit.say("2", "start", { thread: "1" })],
  ["its number", async (kit: ReturnType<typeof open>) => kit.say("2", "1", { thread: "1" })],
  ["a command", async (kit: ReturnType<typeof open>) => kit.command("2", "start", "T1")],
])("it starts by %s", async (_, start) => {
  const kit = open();
  await kit.say("1", REQUEST);

  await start(kit);

  expect((await kit.task()).plan.state).toBe("started");
  expect(kit.ids()).toContain("T1-r1-implementation-code");
});

test("a second Start changes nothing and says so", async () => {
  const kit = open();
  await kit.say("1", REQUEST);
  await kit.command("2", "start", "T1");
  const before = kit.ids();

  const seen = await kit.press("3", { prompt: "plan.T1.r1", value: "start", thread: "1" });

  expect(textsOf(seen)).toEqual([expect.stringContaining("has started already")]);
  expect(kit.ids()).toEqual(before);
});

test("Cancel ends it without anybody having worked", async () => {
  const kit = open();
  await kit.say("1", REQUEST);

  const seen = await kit.press("2", { prompt: "plan.T1.r1", value: "cancel", thread: "1" });

  expect((await kit.task()).state).toBe("cancelled");
  expect(textsOf(seen)).toEqual(["**T1 is cancelled** by Ada. Nothing of it runs any more."]);
  expect(kit.ids()).toEqual([]);
});

test("Change offers other plans, and the chosen one takes its place", async () => {
  const kit = open();
  await kit.say("1", REQUEST);

  const offered = await kit.press("2", { prompt: "plan.T1.r1", value: "change", thread: "1" });
  expect(textsOf(offered)[0]).toContain("/skip T1 stage reason");
  await kit.press("3", { prompt: "change.T1.r1", value: "single_specialist", thread: "1" });

  const task = await kit.task();
  expect(task.plan).toMatchObject({ pattern: "single_specialist" });
  expect(task.round).toBe(2);
});

test("stages can be left out and given away before the plan starts", async () => {
  const kit = open();
  await kit.say("1", REQUEST);

  await kit.run("skip", "T1 specialist_reviews nobody has time");
  await kit.run("reassign", "T1 implementation inference_engine_specialist");
  await kit.run("start", "T1");

  expect(kit.ids()).toContain("T1-r1-implementation-inference_engine_specialist.2");
  expect(await kit.states()).toMatchObject({ implementation: "ready", specialist_reviews: "skipped" });
});

test("where nobody is there to press Start it starts at once and says so", async () => {
  const kit = open();

  const seen = await kit.say("1", REQUEST, { isUnattended: true });

  expect(textsOf(seen)[0]).toContain("Nobody is there to be asked, so the plan starts at once");
  expect((await kit.task()).plan).toMatchObject({ state: "started", isUnattended: true });
  expect(kit.ids()).not.toEqual([]);
});

test("a simple request stays as quick and as quiet as it was", async () => {
  const kit = open({ route: () => ({ complexity: "simple" }) });

  const seen = await kit.say("1", "why does the parser hang");

  expect(textsOf(seen)[0]?.split("\n")).toHaveLength(2);
  expect(kit.ids()).toEqual(["T1-r1-work-debug"]);
});

test("/plan shows the stages with their states", async () => {
  const kit = open();
  await kit.say("1", REQUEST);
  await kit.command("2", "start", "T1");

  const [text] = await kit.run("plan", "T1");

  expect(text).toMatch(/`implementation` in the queue: .*\*\*code\*\*/u);
  expect(text).toMatch(/`final_check` waits: .*truth_validator.*gates truth_validation/u);
});

test("/cancel takes back everything that waits and says who did it", async () => {
  const kit = open();
  await kit.say("1", REQUEST);
  await kit.command("2", "start", "T1");

  const texts = await kit.run("cancel", "T1 we do it by hand");

  expect(texts).toEqual(
    expect.arrayContaining([expect.stringContaining("cancelled** by Ada: we do it by hand.")]),
  );
  expect(kit.ids()).toEqual([]);
  expect(await kit.states()).toMatchObject({ implementation: "cancelled" });
});

test("/retry does one stage of a running task again", async () => {
  const kit = open();
  await kit.say("1", REQUEST);
  await kit.command("2", "start", "T1");

  expect((await kit.run("retry", "T1 implementation")).at(-1)).toContain("is done again");
  expect((await kit.run("retry", "T1 final_check")).at(-1)).toContain("has not begun yet");
  expect((await kit.run("retry", "T1 ghost")).at(-1)).toContain("no such stage");

  expect(kit.ids()).toContain("T1-r1-implementation-code.2");
});

test("/retry takes up a cancelled task where it was cut off", async () => {
  const kit = open();
  await kit.say("1", REQUEST);
  await kit.command("2", "start", "T1");
  await kit.run("cancel", "T1");

  await kit.run("retry", "T1");

  expect(await kit.task()).toMatchObject({ state: "queued", round: 2 });
  expect(kit.ids()).toContain("T1-r2-implementation-code");
});

test("/skip wants a reason, and what checks the work is left out only by who may approve it", async () => {
  const kit = open({ hasApprovers: true, deny: ["approve"] });
  await kit.say("1", REQUEST);

  expect((await kit.run("skip", "T1 implementation")).at(-1)).toContain("and why?");
  expect((await kit.run("skip", "T1 final_check no time")).at(-1)).toContain("permission `approve`");
  expect((await kit.run("skip", "T1 1 it is there already")).at(-1)).toContain("is skipped");
});

test("/reassign refuses who is unknown and who would judge their own work", async () => {
  const kit = open();
  await kit.say("1", REQUEST);

  expect((await kit.run("reassign", "T1 implementation debgu")).at(-1)).toContain("Did you mean **debug**");
  expect((await kit.run("reassign", "T1 final_check code")).at(-1)).toContain("Nobody judges");
});

test("others may steer a task only with the permission to", async () => {
  const kit = open({
    route: (text) =>
      text.startsWith("/") ? { frontDoor: "command" } : { primary: "code", complexity: "critical" },
  });
  await kit.say("1", REQUEST);
  kit.deps.permissions.may = (_actor, action) => action !== "command";
  const others = { from: { id: "U9", name: "Eve" } };

  const seen = await kit.say("2", "/cancel T1", others);

  expect(textsOf(seen)).toEqual([expect.stringContaining("Only whoever asked for it")]);
  expect((await kit.task()).state).toBe("queued");
});

/** Carries a task that needs approval to the point where it asks for it. */
async function awaitingApproval(options: Parameters<typeof open>[0] = {}) {
  const kit = open(options);
  await kit.say("1", REQUEST);
  await kit.command("2", "start", "T1");
  const [first] = assignmentsOf(await kit.task());
  if (first === undefined) throw new Error("nobody works on it");
  const { id: assignment, round } = first;
  await applyPlanEvent({ taskId: "T1", event: { type: "assignment.started", assignment, round } }, kit.deps);
  await applyPlanEvent(
    { taskId: "T1", event: { type: "assignment.finished", assignment, round, result: "r" } },
    kit.deps,
  );
  const verdict = { outcome: "ask", note: "8 % slower.", reports: [] } as const;
  await applyPlanEvent(
    { taskId: "T1", event: { type: "gate.verdict", stage: "implementation", round: 1, verdict } },
    kit.deps,
  );
  return kit;
}

test.each([
  [
    "a press",
    async (kit: ReturnType<typeof open>) =>
      kit.press("9", { prompt: "approve.T1.r1.implementation.1", value: "approve", thread: "1" }),
  ],
  ["a word", async (kit: ReturnType<typeof open>) => kit.say("9", "approve", { thread: "1" })],
  ["a command", async (kit: ReturnType<typeof open>) => kit.command("9", "approve", "T1")],
])("what waits for a person goes on by %s", async (_, approve) => {
  const kit = await awaitingApproval();
  expect(await kit.states()).toMatchObject({ implementation: "awaiting_approval" });

  await approve(kit);

  expect(await kit.states()).toMatchObject({ implementation: "done" });
});

test("a refusal sends it back with its reason", async () => {
  const kit = await awaitingApproval();

  await kit.say("9", "send back: make it faster", { thread: "1" });

  expect((await kit.task()).plan.stages[0]).toMatchObject({ state: "rework", note: "make it faster" });
});

test("where there are approvers nobody else approves, not even who asked for the task", async () => {
  const kit = await awaitingApproval({ hasApprovers: true, deny: ["approve"] });

  expect((await kit.run("approve", "T1")).at(-1)).toContain("permission `approve`");
  expect(await kit.states()).toMatchObject({ implementation: "awaiting_approval" });
});
