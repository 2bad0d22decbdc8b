import { expect, test } from "vitest";
import type { Incoming } from "../../src/chat/messages.ts";
import { processMessage } from "../../src/conversation/process-message.ts";
import { BotError } from "../../src/errors.ts";
import { aMessage, aRef, keyOf } from "../store-contract/samples.ts";
import { createConversation, statesOf, takeDeliveries, textsOf } from "./conversation-kit.ts";

const WORK = "the allocator test fails";

async function stateOf(kit: ReturnType<typeof createConversation>, id: string) {
  return (await kit.store.inbox.get(keyOf(aMessage(id))))?.state;
}

test("turns work into a task with an acknowledgement in its thread, a status and a job", async () => {
  const kit = createConversation();

  const seen = await kit.say("1", WORK);

  const task = await kit.store.tasks.get("T1");
  expect(task).toMatchObject({ state: "queued", text: WORK, requester: { id: "U1" }, source: aRef("1") });
  expect(task?.thread).toEqual({ platform: "console", workspace: "acme-inc", channel: "C1", thread: "1" });
  expect(seen.map(({ kind }) => kind)).toEqual(["post", "status"]);
  expect(textsOf(seen)[0]).toContain("T1");
  expect(textsOf(seen)[0]).toContain("debug");
  expect(statesOf(seen)).toEqual(["1 queued"]);
  expect(kit.jobs.jobs()).toEqual([
    {
      name: "agent.run",
      id: "T1-r1-s1-debug",
      payload: { taskId: "T1", assignmentId: "s1-debug", round: 1, stageRound: 1 },
      priority: 7,
      agent: "debug",
    },
  ]);
  expect(await kit.eventTypes()).toEqual(["message.received", "task.created"]);
  expect(await stateOf(kit, "1")).toBe("queued");
});

test("says how many jobs are ahead", async () => {
  const kit = createConversation();
  await kit.say("1", WORK);

  const seen = await kit.say("2", WORK);

  expect(seen.find(({ kind }) => kind === "status")).toMatchObject({ status: { position: 1 } });
});

test("names everybody who works on it, and adds a job for each", async () => {
  const kit = createConversation();

  const seen = await kit.say("1", `${WORK}, look at it together`);

  expect(textsOf(seen)[0]).toMatch(/debug[\s\S]*code/u);
  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r1-s1-debug", "T1-r1-s1-code"]);
});

test("keeps a message once: its text is not stored again with the route", async () => {
  const kit = createConversation();

  await kit.say("1", WORK);

  expect((await kit.store.tasks.get("T1"))?.route.text).toBe("");
});

test("changes nothing when a message is processed a second time", async () => {
  const kit = createConversation();
  await kit.say("1", WORK);
  const before = { jobs: kit.jobs.jobs(), task: await kit.store.tasks.get("T1") };

  await processMessage(keyOf(aMessage("1")), kit.deps);

  expect({ jobs: kit.jobs.jobs(), task: await kit.store.tasks.get("T1") }).toEqual(before);
  expect(await takeDeliveries(kit.store)).toEqual([]);
  expect(await kit.store.tasks.listRecent(10)).toHaveLength(1);
  expect(await kit.eventTypes()).toEqual(["message.received", "task.created"]);
});

test("carries on after a crash between storing the task and adding its job", async () => {
  const kit = createConversation();
  kit.jobs.breakWith(new BotError("jobs.unavailable", "Redis is away.", { retryable: true }));
  await expect(kit.say("1", WORK)).rejects.toMatchObject({ code: "jobs.unavailable" });
  kit.jobs.breakWith(undefined);

  await processMessage(keyOf(aMessage("1")), kit.deps);

  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r1-s1-debug"]);
  expect(textsOf(await takeDeliveries(kit.store))).toHaveLength(1);
  expect(await kit.store.tasks.listRecent(10)).toHaveLength(1);
});

test("opens one task when two workers have the same message in hand", async () => {
  const kit = createConversation();
  const message = aMessage("1", { text: WORK });
  await kit.store.inbox.accept(keyOf(message), message);

  await Promise.all([1, 2, 3].map(async () => processMessage(keyOf(message), kit.deps)));

  expect(await kit.store.tasks.listRecent(10)).toHaveLength(1);
  expect(kit.jobs.jobs()).toHaveLength(1);
  expect(textsOf(await takeDeliveries(kit.store))).toHaveLength(1);
});

test("does not start a finished task again when its message comes up late", async () => {
  const kit = createConversation();
  await kit.say("1", WORK);
  const task = await kit.store.tasks.get("T1");
  if (task === undefined) throw new Error("there is no task");
  await kit.store.commit({ task: { ...task, state: "done", version: 2 } });
  await kit.jobs.remove("agent.run", "T1-r1-s1-debug");

  await processMessage(keyOf(aMessage("1")), kit.deps);

  expect(kit.jobs.jobs()).toEqual([]);
});

test("has nothing to do for a message that nobody knows", async () => {
  const kit = createConversation();

  await processMessage("nobody-knows-this", kit.deps);

  expect(await kit.eventTypes()).toEqual([]);
});

test.each([
  ["social", "thanks!", /welcome/iu],
  ["social", "hello", /hello/iu],
  ["social", "good night", /see you/iu],
  ["meta", "what can you do?", /\/agents/u],
  ["status", "how far is it?", /nothing is open/iu],
  ["command", "/help", /\/retry/u],
] as const)("answers %s in the thread of the message: %s", async (frontDoor, text, answer) => {
  const kit = createConversation({ route: () => ({ frontDoor, primary: null }) });

  const seen = await kit.say("1", text);

  expect(textsOf(seen)).toEqual([expect.stringMatching(answer)]);
  expect(seen[0]).toMatchObject({ kind: "post", to: { channel: "C1", thread: "1" } });
  expect(statesOf(seen)).toEqual(["1 done"]);
  expect(kit.jobs.jobs()).toEqual([]);
  expect(await stateOf(kit, "1")).toBe("done");
});

test("names the fitting agents when somebody asks who handles a subject", async () => {
  const kit = createConversation({ route: () => ({ frontDoor: "meta", primary: null }) });

  const [answer = ""] = textsOf(await kit.say("1", "who handles crashes?"));

  expect(answer.indexOf("debug")).toBeGreaterThan(-1);
  expect(answer.indexOf("debug")).toBeLessThan(answer.indexOf("code"));
});

test("answers once, however often a message is processed", async () => {
  const kit = createConversation({ route: () => ({ frontDoor: "social", primary: null }) });
  await kit.say("1", "hello");

  const again = await kit.take(aMessage("1", { text: "hello" }));

  expect(again).toEqual([]);
});

test("starts nothing and says so when no agent fits", async () => {
  const kit = createConversation({ route: () => ({ band: "decline", primary: null, confidence: 0.1 }) });

  const seen = await kit.say("1", "order a pizza");

  expect(textsOf(seen)[0]).toMatch(/haven't started|not started/iu);
  expect(kit.jobs.jobs()).toEqual([]);
  expect(statesOf(seen)).toEqual(["1 done"]);
});

test.each(["work", "follow_up"] as const)(
  "notes %s in the thread of an open task for that task instead of opening another",
  async (frontDoor) => {
    const kit = createConversation({ route: (text) => (text === WORK ? {} : { frontDoor }) });
    await kit.say("1", WORK);

    const seen = await kit.say("2", "it is on arm64 only", { thread: "1" });

    expect(textsOf(seen)[0]).toContain("T1");
    expect(await kit.store.tasks.listRecent(10)).toHaveLength(1);
    expect(kit.asked.at(-1)).toEqual({
      text: "it is on arm64 only",
      context: { inTaskThread: true, threadPrimary: "debug" },
    });
    const [noted] = (await kit.store.events.ofTask("T1")).filter(({ type }) => type === "task.follow_up");
    expect(noted?.messageKey).toBe(keyOf(aMessage("2")));
  },
);

test("opens a new task for work in the thread of a task that has ended", async () => {
  const kit = createConversation();
  await kit.say("1", WORK);
  const task = await kit.store.tasks.get("T1");
  if (task === undefined) throw new Error("there is no task");
  await kit.store.commit({ task: { ...task, state: "done", version: 2 } });

  await kit.say("2", "now the same for arm64", { thread: "1" });

  expect((await kit.store.tasks.get("T2"))?.text).toBe("now the same for arm64");
  expect((await kit.store.tasks.get("T2"))?.thread.thread).toBe("1");
  expect(kit.asked.at(-1)?.context).toEqual({ inTaskThread: false, threadPrimary: "debug" });
});

test("says where the task of the thread stands", async () => {
  const kit = createConversation({ route: (text) => (text === WORK ? {} : { frontDoor: "status" }) });
  await kit.say("1", WORK);

  const [answer = ""] = textsOf(await kit.say("2", "how far are you?", { thread: "1" }));

  expect(answer).toContain("T1");
  expect(answer).toContain("queued");
});

test.each([
  ["message", "use"],
  ["choice", "use"],
  ["form", "use"],
  ["command", "command"],
] as const)("refuses a %s of somebody who may not", async (kind, action) => {
  const kit = createConversation({ deny: [action] });
  const from = { ...aRef("1"), from: { id: "U9" }, sentAt: "2031-03-03T08:59:59.000Z" };
  const incoming: Readonly<Record<typeof kind, Incoming>> = {
    message: { ...from, kind: "message", text: WORK, files: [] },
    choice: { ...from, kind: "choice", prompt: "agent.x", value: "debug" },
    form: { ...from, kind: "form", form: "f", values: {} },
    command: { ...from, kind: "command", name: "retry", args: "all" },
  };

  const seen = await kit.take(incoming[kind]);

  expect(textsOf(seen)).toEqual([expect.stringMatching(/not on the list|may not/u)]);
  expect(kit.jobs.jobs()).toEqual([]);
  expect(kit.asked).toEqual([]);
  expect(await stateOf(kit, "1")).toBe("done");
});

test("asks for permission per person and action", async () => {
  const kit = createConversation();
  const asked: unknown[] = [];
  const permissions = {
    may: (...question: readonly unknown[]) => {
      asked.push(question);
      return true;
    },
  };
  const message = aMessage("1", { text: WORK });
  await kit.store.inbox.accept(keyOf(message), message);

  await processMessage(keyOf(message), { ...kit.deps, permissions });

  expect(asked).toEqual([[{ platform: "console", userId: "U1", channel: "C1" }, "use"]]);
});

test("does not leave a form without an answer", async () => {
  const kit = createConversation();

  const seen = await kit.take({
    ...aRef("1"),
    from: { id: "U1" },
    sentAt: "2031-03-03T08:59:59.000Z",
    kind: "form",
    form: "old-form",
    values: {},
  });

  expect(textsOf(seen)[0]).toContain("old-form");
});
