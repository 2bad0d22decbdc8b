import { expect, test } from "vitest";
import { runAssignment } from "../../src/execution/run-assignment.ts";
import { assignmentsOf } from "../../src/tasks/assignment-job.ts";
import { statesOf, textsOf } from "../conversation/conversation-kit.ts";
import { aMessage, keyOf, nextVersion } from "../store-contract/samples.ts";
import { createExecution, teamTask } from "./execution-kit.ts";

test("runs the agent and ends the task with one reply in its thread", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));

  await kit.run("T1", "debug");

  const seen = await kit.deliveries();
  expect(textsOf(seen)).toEqual(["debug found something"]);
  expect(seen[0]).toMatchObject({ kind: "post", to: { channel: "C1", thread: "200.T1" } });
  expect(statesOf(seen)).toEqual(["200.T1 done"]);
  expect(await kit.task("T1")).toMatchObject({ state: "done" });
  expect(await kit.eventTypes("T1")).toEqual([
    "task.started",
    "assignment.started",
    "assignment.done",
    "task.done",
  ]);
});

test("hands the runner its task, assignment, agent and the signal of the worker", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));
  const { signal } = new AbortController();

  await kit.run("T1", "debug", 1, signal);

  expect(kit.runs).toHaveLength(1);
  expect(kit.runs[0]).toMatchObject({
    task: { id: "T1", state: "running" },
    assignment: { id: "s1-debug", state: "running", starts: 1 },
    agent: { id: "debug" },
  });
  expect(kit.runs[0]?.signal).toBe(signal);
});

test("shows the message as running while the agent works", async () => {
  const kit = createExecution();
  const message = aMessage("200.T1");
  await kit.store.inbox.accept(keyOf(message), message);
  await kit.open(teamTask("T1"));
  let whileRunning: unknown;
  kit.workAs(async () => {
    const record = await kit.store.inbox.get(keyOf(message));
    whileRunning = [record?.state, statesOf(await kit.deliveries())];
    return { summary: "", body: "found it", madeBy: "test" };
  });

  await kit.run("T1", "debug");

  expect(whileRunning).toEqual(["running", ["200.T1 running"]]);
  expect((await kit.store.inbox.get(keyOf(message)))?.state).toBe("done");
});

test("does nothing more when its job comes up again", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));
  await kit.run("T1", "debug");
  const before = await kit.task("T1");
  await kit.deliveries();

  await kit.run("T1", "debug");

  expect(kit.runs).toHaveLength(1);
  expect(await kit.task("T1")).toEqual(before);
  expect(await kit.deliveries()).toEqual([]);
});

test("counts each start, so that what crashes its worker is seen", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));
  kit.workAs(async () => {
    throw new Error("the worker broke");
  });

  await expect(kit.run("T1", "debug")).rejects.toThrow("the worker broke");
  await expect(kit.run("T1", "debug")).rejects.toThrow("the worker broke");

  expect(assignmentsOf(await kit.task("T1"))).toMatchObject([{ state: "running", starts: 2 }]);
  const types = await kit.eventTypes("T1");
  expect(types.filter((type) => type === "task.started")).toHaveLength(1);
  expect(types.filter((type) => type === "assignment.started")).toHaveLength(2);
});

test("posts one final reply when two workers run the same assignment at once", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));

  await Promise.all([kit.run("T1", "debug"), kit.run("T1", "debug")]);

  expect(textsOf(await kit.deliveries())).toHaveLength(1);
  expect((await kit.eventTypes("T1")).filter((type) => type === "task.done")).toHaveLength(1);
});

test.each([
  ["the support last", ["debug", "code"]],
  ["the primary last", ["code", "debug"]],
])("joins all contributions in one final reply, the lead's first: %s", async (_name, order) => {
  const kit = createExecution();
  await kit.open(teamTask("T1", "code"));

  await kit.run("T1", order[0] ?? "");
  const early = textsOf(await kit.deliveries());
  await kit.run("T1", order[1] ?? "");

  expect(early).toEqual([]);
  const texts = textsOf(await kit.deliveries());
  expect(texts).toHaveLength(1);
  expect(texts[0]).toMatch(/^debug found something[\s\S]+code found something$/u);
});

test("joins contributions that end at the same moment exactly once", async () => {
  const kit = createExecution();
  const ids = Array.from({ length: 20 }, (_, index) => `T${index + 1}`);
  for (const id of ids) await kit.open(teamTask(id, "code", "ask"));

  await Promise.all(ids.flatMap((id) => ["ask", "debug", "code"].map(async (agent) => kit.run(id, agent))));

  const texts = textsOf(await kit.deliveries());
  expect(texts).toHaveLength(20);
  expect(new Set(texts)).toEqual(
    new Set(["debug found something\n\n---\n\ncode found something\n\n---\n\nask found something"]),
  );
});

test("refuses an agent whose file is gone, for good", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1", "vanished"));

  await expect(kit.run("T1", "vanished")).rejects.toMatchObject({ code: "agents.unknown", retryable: false });
});

test("ignores jobs of an earlier round, of ended tasks and of nothing known", async () => {
  const kit = createExecution();
  const task = teamTask("T1");
  await kit.open(task);
  await kit.store.commit({ task: nextVersion(task, { round: 2 }) });
  await kit.open({ ...teamTask("T2"), state: "cancelled" });

  await kit.run("T1", "debug", 1);
  await kit.run("T2", "debug");
  await kit.run("T3", "debug");
  await kit.run("T1", "nobody", 2);

  expect(kit.runs).toEqual([]);
  await kit.run("T1", "debug", 2);
  expect(kit.runs).toHaveLength(1);
});

test("does not record a result for a round that was over before it came", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));
  kit.workAs(async () => {
    await kit.store.commit({ task: nextVersion(await kit.task("T1"), { round: 2, state: "queued" }) });
    return { summary: "", body: "too late", madeBy: "test" };
  });

  await kit.run("T1", "debug", 1);

  expect(textsOf(await kit.deliveries())).toEqual([]);
  expect(await kit.store.tasks.results("T1")).toEqual(new Map());
});

test("keeps the results of two rounds apart", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1", "code"));
  await kit.run("T1", "code");
  const first = await kit.task("T1");
  const plan = teamTask("T1", "code").plan;
  await kit.store.commit({ task: nextVersion(first, { round: 2, state: "queued", plan }) });
  kit.workAs(async ({ assignment }) => ({ summary: "", body: `${assignment.agent} again`, madeBy: "test" }));

  await kit.run("T1", "debug", 2);
  await kit.run("T1", "code", 2);

  expect(textsOf(await kit.deliveries())).toEqual(["debug again\n\n---\n\ncode again"]);
  expect([...(await kit.store.tasks.results("T1")).keys()].toSorted()).toEqual([
    "1.s1-code",
    "2.s1-code",
    "2.s1-debug",
  ]);
});

test("an agent that may not start stays as it is, and its minutes on a GPU are noted once it works", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));
  const ref = { taskId: "T1", assignmentId: "s1-debug", round: 1 };
  const run = { attempt: 1, maxAttempts: 1, signal: new AbortController().signal, onGpu: true };
  const before = await kit.task("T1");

  await runAssignment(ref, { ...kit.deps, mayStart: async () => false }, run);
  expect(await kit.task("T1")).toEqual(before);

  kit.workAs(async () => {
    kit.clock.advance(30_000);
    return { summary: "s", body: "b", madeBy: "test" };
  });
  await runAssignment(ref, { ...kit.deps, mayStart: async () => true }, run);
  const events = await kit.store.events.ofTask("T1");
  expect(events.find(({ type }) => type === "gpu.used")?.data).toMatchObject({
    agent: "debug",
    durationMs: 30_000,
  });
});

test.each([
  ["was cut off with its worker", 1, "the worker went away in the middle", "cut_off"],
  ["failed before", 2, "try 1 failed", "failed"],
])(
  "work that %s begins again in sight of people, and the log says so",
  async (_how, attempt, why, reason) => {
    const kit = createExecution();
    await kit.open(teamTask("T1"));
    const deps = { ...kit.deps, progressEveryMs: 1_000 };
    const ref = { taskId: "T1", assignmentId: "s1-debug", round: 1 };
    const { signal } = new AbortController();
    kit.workAs(async () => {
      throw new Error("gone");
    });
    await runAssignment(ref, deps, { attempt: 1, maxAttempts: 3, signal }).catch(() => undefined);
    await kit.deliveries();
    kit.workAs(async () => ({ summary: "", body: "found it", madeBy: "test" }));

    await runAssignment(ref, deps, { attempt, maxAttempts: 3, signal });

    const texts = textsOf(await kit.deliveries());
    expect(texts.filter((text) => text.includes("begins again"))).toHaveLength(1);
    expect(texts.join("\n")).toContain(why);
    const again = (await kit.store.events.ofTask("T1")).filter(({ type }) => type === "assignment.resumed");
    expect(again).toMatchObject([{ data: { agent: "debug", attempt, reason } }]);
  },
);
