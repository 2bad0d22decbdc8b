import { expect, test } from "vitest";
import type { Incoming } from "../../src/chat/messages.ts";
import { readFollowUps } from "../../src/execution/read-follow-ups.ts";
import { applyPlanEvent } from "../../src/workflow/apply-plan-event.ts";
import { ASK, createConversation, statesOf, textsOf } from "./conversation-kit.ts";
import type { KitOptions } from "./conversation-kit.ts";
import { aRef } from "../store-contract/samples.ts";

const FROM = { from: { id: "U1", name: "Ada" }, sentAt: "2031-03-03T08:59:59.000Z" } as const;

function edit(target: string, text: string, more: object = {}): Incoming {
  return { ...aRef(`edit.${target}.${text.length}`), ...FROM, kind: "edit", target, text, ...more };
}

function deletion(target: string, more: object = {}): Incoming {
  return { ...aRef(`deletion.${target}`), ...FROM, kind: "deletion", target, ...more };
}

function reaction(target: string, verb: "stop" | "take" | "done", more: object = {}): Incoming {
  return { ...aRef(`reaction.${target}.${verb}`), ...FROM, kind: "reaction", target, verb, ...more };
}

function setUp(options: KitOptions = {}) {
  const kit = createConversation(options);
  return {
    ...kit,
    state: async (id: string) => (await kit.store.tasks.get(id))?.state,
    text: async (id: string) => (await kit.store.tasks.get(id))?.text,
    begin: async (id: string) =>
      applyPlanEvent(
        { taskId: id, event: { type: "assignment.started", assignment: "s1-debug", round: 1 } },
        kit.deps,
      ),
  };
}

const UNSURE: KitOptions = { route: (text) => (text.includes("thing") ? ASK : {}) };

test("an edit while its question is open is asked about anew, and the old question is over", async () => {
  const kit = setUp(UNSURE);
  await kit.say("1", "do the thing");

  await kit.take(edit("1", "the pool test fails"));

  expect(await kit.text("T1")).toBe("the pool test fails");
  expect((await kit.store.tasks.get("T1"))?.source.id).toBe("1");
  const late = await kit.press("3", { prompt: "agent.console-acme~2d~inc-C1-1", value: "code", thread: "1" });
  expect(textsOf(late)[0]).toContain("settled already");
});

test("a choice under the question about an edited message takes the edited text", async () => {
  const kit = setUp(UNSURE);
  await kit.say("1", "do the thing");
  const asked = await kit.take(edit("1", "do that other thing"));
  const prompt =
    asked.flatMap((each) => (each.kind === "post" ? [each.message.choices?.prompt ?? ""] : []))[0] ?? "";

  await kit.press("3", { prompt, value: "code", thread: "1" });

  expect(await kit.text("T1")).toBe("do that other thing");
});

test("an edit before anybody has begun replaces the task, and shows its status on the same message", async () => {
  const kit = setUp();
  await kit.say("1", "the pool test fails");

  const seen = await kit.take(edit("1", "the cache test fails"));

  expect(await kit.state("T1")).toBe("cancelled");
  expect([await kit.state("T2"), await kit.text("T2")]).toEqual(["queued", "the cache test fails"]);
  expect(statesOf(seen).at(-1)).toBe("1 queued");
  expect((await kit.store.tasks.ofThread("console-acme~2d~inc-C1-1"))?.id).toBe("T2");
});

test("a second edit replaces what the first one made", async () => {
  const kit = setUp();
  await kit.say("1", "the pool test fails");
  await kit.take(edit("1", "the cache test fails"));

  await kit.take(edit("1", "the queue test fails now"));

  expect([await kit.state("T1"), await kit.state("T2"), await kit.text("T3")]).toEqual([
    "cancelled",
    "cancelled",
    "the queue test fails now",
  ]);
});

test("an edit of what has begun is kept for its agents", async () => {
  const kit = setUp();
  await kit.say("1", "the pool test fails");
  await kit.begin("T1");

  const seen = await kit.take(edit("1", "the cache test fails"));

  expect(await kit.state("T1")).toBe("running");
  expect(textsOf(seen)[0]).toContain("kept with **T1**");
  expect((await readFollowUps("T1", kit.store)).map(({ text }) => text)).toEqual(["the cache test fails"]);
});

test.each([
  ["somebody else's message", edit("1", "the cache test fails", { from: { id: "U9" } })],
  ["a message that the bot never took", edit("404", "the cache test fails")],
  ["the same text", edit("1", "the pool test fails")],
])("an edit of %s changes nothing", async (_name, incoming) => {
  const kit = setUp();
  await kit.say("1", "the pool test fails");

  expect(await kit.take(incoming)).toEqual([]);
  expect(await kit.state("T1")).toBe("queued");
});

test("an edit after the end changes nothing", async () => {
  const kit = setUp();
  await kit.say("1", "the pool test fails");
  await kit.say("2", "stop", { thread: "1" });

  expect(await kit.take(edit("1", "the cache test fails"))).toEqual([]);
});

test("an edit of a message that is still being read waits for it", async () => {
  const kit = setUp();
  await kit.store.inbox.accept("console-acme~2d~inc-C1-1", {
    ...aRef("1"),
    ...FROM,
    kind: "message",
    text: "a",
    files: [],
  });

  await expect(kit.take(edit("1", "b"))).rejects.toMatchObject({
    code: "conversation.too_soon",
    retryable: true,
  });
});

test("a request that is deleted before anybody has begun is taken back, and so is an open question", async () => {
  const kit = setUp(UNSURE);
  await kit.say("1", "the pool test fails");
  await kit.say("2", "do the thing");

  await kit.take(deletion("1"));
  expect(await kit.take(deletion("2"))).toEqual([]);

  expect(await kit.state("T1")).toBe("cancelled");
  const late = await kit.press("3", { prompt: "agent.console-acme~2d~inc-C1-2", value: "code", thread: "2" });
  expect(textsOf(late)[0]).toContain("settled already");
});

test("what has begun goes on when its message is deleted, and can be stopped", async () => {
  const kit = setUp();
  await kit.say("1", "the pool test fails");
  await kit.begin("T1");

  const seen = await kit.take(deletion("1"));

  expect(await kit.state("T1")).toBe("running");
  expect(seen.find(({ kind }) => kind === "post")).toMatchObject({
    kind: "post",
    to: { thread: "1" },
    message: { choices: { prompt: "stop.T1.r1" } },
  });
});

test.each([
  ["stop", "cancelled"],
  ["done", "done"],
  ["take", "queued"],
] as const)("the reaction %s on a request does what it says", async (verb, state) => {
  const kit = setUp();
  await kit.say("1", "the pool test fails");

  await kit.take(reaction("1", verb));

  expect(await kit.state("T1")).toBe(state);
  expect((await kit.store.tasks.get("T1"))?.owner?.name).toBe(verb === "take" ? "Ada" : undefined);
});

test("a reaction counts on anything in the task's thread, and on nothing else", async () => {
  const kit = setUp();
  await kit.say("1", "the pool test fails");

  expect(await kit.take(reaction("77", "stop"))).toEqual([]);
  expect(await kit.state("T1")).toBe("queued");
  await kit.take(reaction("78", "stop", { thread: "1" }));

  expect(await kit.state("T1")).toBe("cancelled");
  expect(await kit.take(reaction("1", "take"))).toEqual([]);
});

test("who may not stop a task hears so alone", async () => {
  const kit = setUp({ deny: ["command"] });
  await kit.say("1", "the pool test fails");

  const seen = await kit.take(reaction("1", "stop", { from: { id: "U9", name: "Eve" } }));

  expect(await kit.state("T1")).toBe("queued");
  expect(seen).toMatchObject([{ kind: "private", userId: "U9", to: { thread: "1" } }]);
});

test("a message that somebody made a request of is work, whatever it says", async () => {
  const kit = setUp({ route: () => ({ frontDoor: "social", primary: null, band: "decline" }) });

  const seen = await kit.say("request.1", "hello there", { isRequest: true, thread: "1" });

  expect(textsOf(seen)[0]).toContain("Who should take this?");
});
