import { expect, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import { statesOf, textsOf } from "../conversation/conversation-kit.ts";
import { nextVersion } from "../store-contract/samples.ts";
import { createExecution, teamTask } from "./execution-kit.ts";

const away = new BotError("model.unreachable", "The model did not answer.", { retryable: true });
const final = new BotError("agents.unknown", "The agent's file is gone.");

test("ends a task whose lead used up its attempts as dead, with one honest reply", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));

  await kit.fail("T1", "debug", away);

  const seen = await kit.deliveries();
  expect(textsOf(seen)).toEqual([expect.stringContaining("The model did not answer.")]);
  expect(textsOf(seen)[0]).toContain("R-77");
  expect(textsOf(seen)[0]).toContain("/retry T1");
  expect(statesOf(seen)).toEqual(["200.T1 dead"]);
  expect(await kit.task("T1")).toMatchObject({
    state: "dead",
    error: { code: "model.unreachable", ref: "R-77" },
  });
  expect(await kit.store.deadLetters.list(10)).toMatchObject([{ kind: "task", id: "T1" }]);
  expect(await kit.eventTypes("T1")).toEqual(["assignment.failed", "task.dead"]);
});

test("ends it as failed, and leaves no dead letter, where another attempt could not have helped", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));

  await kit.fail("T1", "debug", final);

  expect(await kit.task("T1")).toMatchObject({ state: "failed" });
  expect(statesOf(await kit.deliveries())).toEqual(["200.T1 failed"]);
  expect(await kit.store.deadLetters.list(10)).toEqual([]);
  expect(await kit.eventTypes("T1")).toContain("task.failed");
});

test("keeps what an unknown error says out of the chat", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));

  await kit.fail("T1", "debug", new Error("ENOENT /home/ada/.secret"));

  expect(JSON.stringify([await kit.deliveries(), await kit.task("T1")])).not.toContain("secret");
  expect(await kit.task("T1")).toMatchObject({ state: "dead", error: { code: "agents.crashed" } });
});

test("says it once, however often the failure is reported", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1"));

  await Promise.all([kit.fail("T1", "debug", away), kit.fail("T1", "debug", away)]);
  await kit.fail("T1", "debug", away);

  expect(textsOf(await kit.deliveries())).toHaveLength(1);
  expect(await kit.store.deadLetters.list(10)).toHaveLength(1);
});

test("ends the task at once when its lead fails, though support is still to come", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1", "code"));

  await kit.fail("T1", "debug", away);
  await kit.run("T1", "code");

  expect(kit.runs).toEqual([]);
  expect(textsOf(await kit.deliveries())).toHaveLength(1);
});

test.each([
  ["before the lead is done", ["fail", "run"]],
  ["after the lead is done", ["run", "fail"]],
])("goes on without a supporter that failed, and says so: %s", async (_name, order) => {
  const kit = createExecution();
  await kit.open(teamTask("T1", "code"));

  for (const step of order) {
    if (step === "run") await kit.run("T1", "debug");
    else await kit.fail("T1", "code", away);
  }

  const seen = await kit.deliveries();
  expect(textsOf(seen)).toHaveLength(1);
  expect(textsOf(seen)[0]).toMatch(/^debug found something[\s\S]+code could not contribute/u);
  expect(await kit.task("T1")).toMatchObject({ state: "done" });
  expect(await kit.store.deadLetters.list(10)).toEqual([]);
});

test("leaves done work, ended tasks, other rounds and unknown ones alone", async () => {
  const kit = createExecution();
  await kit.open(teamTask("T1", "code"));
  await kit.run("T1", "code");
  await kit.open({ ...teamTask("T2"), state: "done" });
  const third = teamTask("T3");
  await kit.open(third);
  await kit.store.commit({ task: nextVersion(third, { round: 2 }) });
  const before = await Promise.all(["T1", "T2", "T3"].map(kit.task));
  await kit.deliveries();

  await kit.fail("T1", "code", away);
  await kit.fail("T1", "nobody", away);
  await kit.fail("T2", "debug", away);
  await kit.fail("T3", "debug", away, 1);
  await kit.fail("T4", "debug", away);

  expect(await Promise.all(["T1", "T2", "T3"].map(kit.task))).toEqual(before);
  expect(await kit.deliveries()).toEqual([]);
});
