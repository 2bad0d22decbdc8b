import { expect, test } from "vitest";
import { processMessage } from "../../src/conversation/process-message.ts";
import { BotError } from "../../src/errors.ts";
import { createReceiver } from "../../src/inbox/create-receiver.ts";
import { messageJob } from "../../src/inbox/message-job.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { assignmentsOf } from "../../src/tasks/assignment-job.ts";
import { createConversation, statesOf, takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { aMessage, keyOf, nextVersion } from "../store-contract/samples.ts";

const KEY = keyOf(aMessage("1"));
const LATER = 3_001;
const away = new BotError("jobs.unavailable", "Redis is away.", { retryable: true });

/** A conversation with one accepted message, or with one task, long enough ago. */
function setUp() {
  const kit = createConversation();
  const receiver = createReceiver({ store: kit.store, jobs: kit.jobs, log: silentLogger });
  return {
    ...kit,
    receive: async () => receiver.receive(aMessage("1", { text: "the allocator test fails" })),
    openTask: async (text = "the allocator test fails") => {
      await kit.say("1", text);
      kit.clock.advance(LATER);
    },
    reconcile: async () => reconcile(kit.deps),
    ids: () => kit.jobs.jobs().map(({ id }) => id),
  };
}

test("has nothing to do when all is well", async () => {
  const kit = setUp();
  await kit.receive();
  await kit.openTask();
  const before = kit.jobs.jobs();

  expect(await kit.reconcile()).toEqual({ resumed: 0, buried: 0 });

  expect(kit.jobs.jobs()).toEqual(before);
});

test("adds the job of an accepted message that has none", async () => {
  const kit = setUp();
  kit.jobs.breakWith(away);
  await kit.receive();
  kit.jobs.breakWith(undefined);
  kit.clock.advance(LATER);

  expect(await kit.reconcile()).toEqual({ resumed: 1, buried: 0 });

  expect(kit.jobs.jobs()).toEqual([messageJob(KEY, 1)]);
});

test("leaves alone what is younger than a few seconds, which may be between two steps", async () => {
  const kit = setUp();
  kit.jobs.breakWith(away);
  await kit.receive();
  kit.jobs.breakWith(undefined);
  kit.clock.advance(2_000);

  expect(await kit.reconcile()).toEqual({ resumed: 0, buried: 0 });

  expect(kit.jobs.jobs()).toEqual([]);
});

test("takes a message to its task after every crash on the way", async () => {
  const kit = setUp();
  await kit.receive();
  kit.jobs.takeNext("message.process");
  kit.jobs.breakWith(away);
  await expect(processMessage(KEY, kit.deps)).rejects.toBe(away);
  kit.jobs.breakWith(undefined);
  kit.clock.advance(LATER);

  expect(await kit.reconcile()).toEqual({ resumed: 1, buried: 0 });

  expect(kit.ids()).toContain("T1-r1-s1-debug");
  expect(await kit.reconcile()).toEqual({ resumed: 0, buried: 0 });
});

test("adds only the missing jobs of a task", async () => {
  const kit = setUp();
  await kit.openTask("look at it together");
  await kit.jobs.remove("agent.run", "T1-r1-s1-code");

  expect(await kit.reconcile()).toEqual({ resumed: 1, buried: 0 });

  expect(kit.ids().toSorted()).toEqual(["T1-r1-s1-code", "T1-r1-s1-debug"]);
});

test("leaves an assignment alone that a worker has in hand", async () => {
  const kit = setUp();
  await kit.openTask();
  kit.jobs.takeNext("agent.run");

  expect(await kit.reconcile()).toEqual({ resumed: 0, buried: 0 });
});

test("adds no job for an assignment that is done", async () => {
  const kit = setUp();
  await kit.openTask("look at it together");
  const task = await kit.store.tasks.get("T1");
  if (task === undefined) throw new Error("there is no task");
  const [stage] = task.plan.stages;
  const assignments = assignmentsOf(task).map((each) =>
    each.agent === "code" ? { ...each, state: "done" as const } : each,
  );
  await kit.store.commit({
    task: nextVersion(task, { plan: { ...task.plan, stages: [{ ...stage!, assignments }] } }),
  });
  await kit.jobs.remove("agent.run", "T1-r1-s1-code");
  kit.clock.advance(LATER);

  expect(await kit.reconcile()).toEqual({ resumed: 0, buried: 0 });
});

test("runs a job again that completed although its work is still open", async () => {
  const kit = setUp();
  await kit.openTask();
  kit.jobs.takeNext("agent.run");
  kit.jobs.finish("agent.run", "T1-r1-s1-debug", "completed");

  expect(await kit.reconcile()).toEqual({ resumed: 1, buried: 0 });

  expect(await kit.jobs.standing("agent.run", "T1-r1-s1-debug")).toBe("waiting");
});

test("buries a message whose job failed for good while nobody was there to say so", async () => {
  const kit = setUp();
  await kit.receive();
  kit.jobs.takeNext("message.process");
  kit.jobs.finish("message.process", `${KEY}-r1`, "failed");
  kit.clock.advance(LATER);

  expect(await kit.reconcile()).toEqual({ resumed: 0, buried: 1 });

  const seen = await takeDeliveries(kit.store);
  expect(textsOf(seen)).toEqual([expect.stringContaining("R-test")]);
  expect(statesOf(seen)).toEqual(["1 dead"]);
  expect(await kit.store.deadLetters.list(10)).toMatchObject([{ kind: "message", id: KEY }]);
  expect(await kit.reconcile()).toEqual({ resumed: 0, buried: 0 });
});

test("ends a task whose job failed for good while nobody was there to say so", async () => {
  const kit = setUp();
  await kit.openTask();
  kit.jobs.takeNext("agent.run");
  kit.jobs.finish("agent.run", "T1-r1-s1-debug", "failed");

  expect(await kit.reconcile()).toEqual({ resumed: 0, buried: 1 });

  expect(await kit.store.tasks.get("T1")).toMatchObject({ state: "dead", error: { code: "jobs.gave_up" } });
  expect(textsOf(await takeDeliveries(kit.store))).toHaveLength(1);
  expect(await kit.reconcile()).toEqual({ resumed: 0, buried: 0 });
});

test("is harmless when two bots do it at the same moment", async () => {
  const kit = setUp();
  await kit.openTask();
  kit.jobs.takeNext("agent.run");
  kit.jobs.finish("agent.run", "T1-r1-s1-debug", "failed");

  await Promise.all([kit.reconcile(), kit.reconcile()]);

  expect(textsOf(await takeDeliveries(kit.store))).toHaveLength(1);
  expect(await kit.store.deadLetters.list(10)).toHaveLength(1);
});
