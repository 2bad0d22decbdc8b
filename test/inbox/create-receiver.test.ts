import { expect, test } from "vitest";
import type { Incoming } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import { createReceiver } from "../../src/inbox/create-receiver.ts";
import type { Logger } from "../../src/log/logger.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { aCommand, statesOf, takeDeliveries } from "../conversation/conversation-kit.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createTestClock } from "../store-contract/contract-kit.ts";
import { aMessage, keyOf } from "../store-contract/samples.ts";

const away = new BotError("jobs.unavailable", "Redis is away.", { retryable: true });

function setUp() {
  const store = createMemoryStore({ now: createTestClock().now });
  const jobs = createFakeJobQueue();
  const warnings: string[] = [];
  const log: Logger = {
    ...silentLogger,
    warn: (fields, text) => {
      warnings.push(`${text} ${JSON.stringify(fields)}`);
    },
  };
  return { store, jobs, warnings, receiver: createReceiver({ store, jobs, log }) };
}

test("has the message in the inbox, its status in the outbox and its job queued when it resolves", async () => {
  const { store, jobs, receiver } = setUp();
  const message = aMessage("1");

  expect(await receiver.receive(message)).toBe("accepted");

  const key = keyOf(message);
  expect(await store.inbox.get(key)).toMatchObject({ incoming: message, state: "received", round: 1 });
  expect(statesOf(await takeDeliveries(store))).toEqual(["1 received"]);
  expect(jobs.jobs()).toEqual([{ name: "message.process", id: `${key}-r1`, payload: { key, round: 1 } }]);
});

test("knows a message that it took before, and changes nothing", async () => {
  const { store, jobs, receiver } = setUp();
  await receiver.receive(aMessage("1", { text: "as it was" }));
  await takeDeliveries(store);

  expect(await receiver.receive(aMessage("1", { text: "edited" }))).toBe("duplicate");

  expect((await store.inbox.get(keyOf(aMessage("1"))))?.incoming).toMatchObject({ text: "as it was" });
  expect(jobs.jobs()).toHaveLength(1);
  expect(await takeDeliveries(store)).toEqual([]);
});

test("takes one of many that come at the same moment", async () => {
  const { jobs, receiver } = setUp();

  const outcomes = await Promise.all([1, 2, 3].map(async () => receiver.receive(aMessage("1"))));

  expect(outcomes.toSorted()).toEqual(["accepted", "duplicate", "duplicate"]);
  expect(jobs.jobs()).toHaveLength(1);
});

test("shows no status on what is no message", async () => {
  const { store, receiver } = setUp();

  await receiver.receive(aCommand("1", "help"));

  expect(await takeDeliveries(store)).toEqual([]);
});

test("accepts although the job queue is away, and adds the job when the platform tries again", async () => {
  const { jobs, receiver, warnings } = setUp();
  jobs.breakWith(away);

  expect(await receiver.receive(aMessage("1", { text: "the secret plan" }))).toBe("accepted");
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).not.toContain("secret");
  jobs.breakWith(undefined);
  expect(await receiver.receive(aMessage("1"))).toBe("duplicate");

  expect(jobs.jobs()).toHaveLength(1);
});

test("adds no job for a duplicate that has been answered", async () => {
  const { store, jobs, receiver } = setUp();
  await receiver.receive(aMessage("1"));
  await store.commit({ inbox: { key: keyOf(aMessage("1")), state: "done" } });
  await jobs.remove("message.process", `${keyOf(aMessage("1"))}-r1`);

  await receiver.receive(aMessage("1"));

  expect(jobs.jobs()).toEqual([]);
});

test("rejects, and adds no job, when the inbox cannot be written", async () => {
  const { store, jobs } = setUp();
  const inbox = {
    ...store.inbox,
    accept: async () => {
      throw away;
    },
  };
  const receiver = createReceiver({ store: { ...store, inbox }, jobs, log: silentLogger });

  await expect(receiver.receive(aMessage("1"))).rejects.toBe(away);

  expect(jobs.jobs()).toEqual([]);
});

test.each([
  ["without a sender", { ...aMessage("1"), from: undefined }],
  ["with an empty id", { ...aMessage("1"), id: "" }],
  ["of an unknown kind", { ...aMessage("1"), kind: "gossip" }],
  ["with a time that is none", { ...aMessage("1"), sentAt: "yesterday" }],
])("refuses something %s", async (_name, raw) => {
  const { store, jobs, receiver } = setUp();

  await expect(receiver.receive(raw as unknown as Incoming)).rejects.toMatchObject({
    code: "inbox.invalid",
    retryable: false,
  });

  expect(jobs.jobs()).toEqual([]);
  expect(await store.events.since("0", 10)).toEqual([]);
});

test("takes a text of a million characters and refuses a longer one", async () => {
  const { jobs, receiver } = setUp();

  expect(await receiver.receive(aMessage("1", { text: "x".repeat(1_000_000) }))).toBe("accepted");
  await expect(receiver.receive(aMessage("2", { text: "x".repeat(1_000_001) }))).rejects.toMatchObject({
    code: "inbox.too_long",
    retryable: false,
  });

  expect(jobs.jobs()).toHaveLength(1);
});
