import { expect, test } from "vitest";
import { retryAll, retryOne } from "../../src/dead-letters/retry-dead-letter.ts";
import { processMessage } from "../../src/conversation/process-message.ts";
import { BotError } from "../../src/errors.ts";
import { failAssignment } from "../../src/execution/fail-assignment.ts";
import { buryMessage } from "../../src/inbox/bury-message.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { assignmentsOf } from "../../src/tasks/assignment-job.ts";
import { createConversation, statesOf, takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { ADDRESS, aMessage, aPost, keyOf } from "../store-contract/samples.ts";

const KEY = keyOf(aMessage("1"));
const BROKEN = new Error("it broke");

async function withDeadTask() {
  const kit = createConversation();
  await kit.say("1", "look at it together");
  await failAssignment({ taskId: "T1", assignmentId: "s1-debug", round: 1 }, BROKEN, kit.deps);
  await takeDeliveries(kit.store);
  return kit;
}

async function withDeadMessage() {
  const kit = createConversation();
  await kit.store.inbox.accept(KEY, aMessage("1", { text: "the allocator test fails" }));
  await buryMessage(KEY, BROKEN, kit.deps);
  await takeDeliveries(kit.store);
  return kit;
}

async function withDeadDelivery() {
  const kit = createConversation();
  await kit.store.commit({ deliveries: [aPost("lost")] });
  const [lane] = await kit.store.deliveries.claim(ADDRESS, { lanes: 1, perLane: 1, leaseMs: 1_000 });
  const held = { lane: lane?.lane ?? "", fence: lane?.fence ?? 0 };
  await kit.store.deliveries.fail({ ...held, deliveryId: "lost", unsure: false, retryAtMs: "never" });
  return kit;
}

test("starts a dead task again from its beginning, in a round of its own", async () => {
  const kit = await withDeadTask();

  expect(await retryOne("T1", kit.deps)).toBe("retried");

  const task = await kit.store.tasks.get("T1");
  expect(task).toMatchObject({ state: "queued", round: 2 });
  expect(task?.error).toBeUndefined();
  expect(task && assignmentsOf(task)).toMatchObject([
    { state: "waiting", starts: 0 },
    { state: "waiting", starts: 0 },
  ]);
  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(
    expect.arrayContaining(["T1-r2-s1-debug", "T1-r2-s1-code"]),
  );
  expect(await kit.store.deadLetters.list(10)).toEqual([]);
  expect(statesOf(await takeDeliveries(kit.store))).toEqual(["1 queued"]);
});

test("says its failure again when the next round fails as well", async () => {
  const kit = await withDeadTask();
  await retryOne("T1", kit.deps);

  await failAssignment({ taskId: "T1", assignmentId: "s1-debug", round: 2 }, BROKEN, kit.deps);

  expect(textsOf(await takeDeliveries(kit.store))).toHaveLength(1);
  expect(await kit.store.deadLetters.list(10)).toHaveLength(1);
});

test("starts one round when two people ask at once", async () => {
  const kit = await withDeadTask();

  const outcomes = await Promise.all([retryOne("T1", kit.deps), retryOne("T1", kit.deps)]);

  expect((await kit.store.tasks.get("T1"))?.round).toBe(2);
  expect(outcomes).toContain("retried");
  const events = await kit.store.events.ofTask("T1");
  expect(events.filter(({ type }) => type === "task.retried")).toHaveLength(1);
});

test("leaves a task alone that has not failed", async () => {
  const kit = createConversation();
  await kit.say("1", "the allocator test fails");

  expect(await retryOne("T1", kit.deps)).toBe("not_failed");

  expect((await kit.store.tasks.get("T1"))?.round).toBe(1);
});

test.each(["T99", "t99", "nothing-of-the-kind", ""])("does not know %j", async (id) => {
  expect(await retryOne(id, createConversation().deps)).toBe("unknown");
});

test("takes a dead message on again, and this time to its task", async () => {
  const kit = await withDeadMessage();

  expect(await retryOne(KEY, kit.deps)).toBe("retried");
  const jobs = kit.jobs.jobs();
  await processMessage(KEY, kit.deps);

  expect(jobs.map(({ id }) => id)).toEqual([`${KEY}-r2`]);
  expect(await kit.store.deadLetters.list(10)).toEqual([]);
  expect(await kit.store.tasks.listRecent(10)).toHaveLength(1);
  expect(textsOf(await takeDeliveries(kit.store))).toHaveLength(1);
});

test("is carried on by the reconciler when a crash came before the job", async () => {
  const kit = await withDeadMessage();
  kit.jobs.breakWith(new BotError("jobs.unavailable", "away", { retryable: true }));
  await expect(retryOne(KEY, kit.deps)).rejects.toThrow("away");
  kit.jobs.breakWith(undefined);
  kit.clock.advance(3_001);

  await reconcile(kit.deps);

  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual([`${KEY}-r2`]);
});

test("sends a dead delivery again", async () => {
  const kit = await withDeadDelivery();

  expect(await retryOne("lost", kit.deps)).toBe("retried");

  expect(textsOf(await takeDeliveries(kit.store))).toEqual(["text of lost"]);
  expect(await retryOne("lost", kit.deps)).toBe("unknown");
});

test("starts everything again and counts what it started", async () => {
  const kit = await withDeadTask();
  await kit.store.inbox.accept(keyOf(aMessage("9")), aMessage("9"));
  await buryMessage(keyOf(aMessage("9")), BROKEN, kit.deps);

  expect(await retryAll(kit.deps)).toBe(2);

  expect(await kit.store.deadLetters.list(10)).toEqual([]);
  expect(await retryAll(kit.deps)).toBe(0);
});
