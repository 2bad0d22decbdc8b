import { expect, test } from "vitest";
import { processMessage } from "../../src/conversation/process-message.ts";
import { BotError } from "../../src/errors.ts";
import type { IncomingMessage } from "../../src/chat/messages.ts";
import { aMessage, keyOf, nextVersion } from "../store-contract/samples.ts";
import { aChoice, ASK, createConversation, statesOf, textsOf } from "./conversation-kit.ts";

const REQUEST = "the pool test is red again";
const BOB = { from: { id: "U2", name: "Bob" } };

type Kit = ReturnType<typeof createConversation>;

async function opened(options: Parameters<typeof createConversation>[0] = {}) {
  const kit = createConversation(options);
  const seen = await kit.say("1", REQUEST);
  return { ...kit, seen };
}

async function theTask(kit: Kit) {
  const task = await kit.store.tasks.get("T1");
  if (task === undefined) throw new Error("there is no task");
  return task;
}

async function end(kit: Kit, state: "done" | "dead") {
  const deadLetter = state === "dead" ? { deadLetter: { add: { kind: "task", id: "T1" } } as const } : {};
  await kit.store.commit({ task: nextVersion(await theTask(kit), { state }), ...deadLetter });
}

async function labels(kit: Kit) {
  return (await kit.store.labels.since("0", 100)).map(({ id: _id, at: _at, ...label }) => label);
}

const inThread = (overrides: Partial<IncomingMessage> = {}) => ({ thread: "1", ...overrides });

test("offers a way to say so under the acknowledgement of a routed task", async () => {
  const { seen } = await opened();

  expect(textsOf(seen)[0]).toContain("`wrong agent`");
  expect(seen[0]).toMatchObject({
    kind: "post",
    message: {
      choices: {
        prompt: "task.T1.r1",
        options: [{ value: "why" }, { value: "wrong" }, { value: "stop" }],
        isQuiet: true,
      },
    },
  });
});

test("leaves it out where a person chose the agent", async () => {
  const kit = createConversation({ route: () => ({ decidedBy: "override" }) });

  const [post] = await kit.say("1", `@debug ${REQUEST}`);

  expect(post).toMatchObject({ message: { choices: { options: [{ value: "why" }, { value: "stop" }] } } });
});

test("gives the task to the agent that was named, in the same thread, and learns from it", async () => {
  const kit = await opened();

  const seen = await kit.say("2", "wrong agent: code", inThread());

  const task = await theTask(kit);
  expect(task).toMatchObject({
    state: "queued",
    round: 2,
    text: REQUEST,
    route: { primary: "code", decidedBy: "correction", text: "" },
  });
  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r2-s1-code"]);
  expect(kit.asked.at(-1)).toEqual({ text: REQUEST, context: { chosen: "code" } });
  expect(textsOf(seen)).toEqual([expect.stringContaining("with **code**")]);
  expect(statesOf(seen).toSorted()).toEqual(["1 queued", "2 done"]);
  expect(await labels(kit)).toEqual([
    {
      kind: "corrected",
      taskId: "T1",
      text: REQUEST,
      chosen: "debug",
      right: "code",
      guess: { agent: "debug", score: 0.91 },
      by: { platform: "console", userId: "U1" },
    },
  ]);
});

test("keeps the request out of the event log", async () => {
  const kit = await opened();

  await kit.say("2", "wrong agent: code", inThread());

  const events = (await kit.store.events.ofTask("T1")).filter(({ type }) =>
    ["task.reassigned", "route.labelled"].includes(type),
  );
  expect(events.map(({ data }) => data)).toEqual([
    {
      from: "debug",
      to: "code",
      round: 2,
      leader: "code",
      requestType: "debugging",
      complexity: "simple",
      assignments: { "s1-code": "code" },
    },
    { kind: "corrected", chosen: "debug", right: "code" },
  ]);
});

test("drops the waiting job of the old agent", async () => {
  const kit = await opened();
  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r1-s1-debug"]);

  await kit.say("2", "wrong agent: architect", inThread());

  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r2-s1-architect"]);
});

test("asks who it should be when nobody is named, without the agent that has it", async () => {
  const kit = await opened();

  const [post] = await kit.say("2", "wrong agent", inThread());

  expect(post).toMatchObject({
    message: {
      text: expect.stringContaining("instead of **debug**") as string,
      choices: {
        prompt: "right.T1.r1",
        options: [
          { value: "code", label: "Code writer" },
          { value: "architect", label: "Architect" },
          { value: "ask", label: "Guide" },
          { value: "other", label: "Another one…" },
        ],
      },
    },
  });
  expect((await theTask(kit)).round).toBe(1);
});

test.each([
  ["a press", async (kit: Kit) => kit.press("3", { prompt: "right.T1.r1", value: "architect", thread: "1" })],
  ["a number", async (kit: Kit) => kit.say("3", "2", inThread())],
  ["a name", async (kit: Kit) => kit.say("3", "Architect", inThread())],
])("takes %s as the answer", async (_name, reply) => {
  const kit = await opened();
  await kit.press("2", { prompt: "wrong.T1.r1", value: "wrong", thread: "1" });

  await reply(kit);

  expect((await theTask(kit)).route.primary).toBe("architect");
  expect((await labels(kit)).map(({ chosen, right }) => [chosen, right])).toEqual([["debug", "architect"]]);
});

test("says that the question is settled once somebody was quicker", async () => {
  const kit = await opened();
  await kit.say("2", "wrong agent", inThread());
  await kit.say("3", "1", inThread());

  const seen = await kit.press("4", { prompt: "right.T1.r1", value: "architect", thread: "1" });

  expect(textsOf(seen)).toEqual([expect.stringContaining("settled")]);
  expect((await theTask(kit)).route.primary).toBe("code");
  expect(await labels(kit)).toHaveLength(1);
});

test("takes a number for nothing once the question is settled", async () => {
  const kit = await opened();
  await kit.say("2", "wrong agent", inThread());
  await kit.say("3", "1", inThread());

  await kit.say("4", "2", inThread());

  expect((await theTask(kit)).route.primary).toBe("code");
});

test("names the nearest agent when it knows none of that name, and moves nothing", async () => {
  const kit = await opened();

  const seen = await kit.say("2", "wrong agent: architekt", inThread());

  expect(textsOf(seen)[0]).toContain("**architect**");
  expect((await theTask(kit)).round).toBe(1);
  expect(await labels(kit)).toEqual([]);
});

test("says so when the agent has the task already, and takes it for agreement", async () => {
  const kit = await opened();

  const seen = await kit.say("2", "wrong agent: debug", inThread());

  expect(textsOf(seen)).toEqual([expect.stringContaining("with **debug** already")]);
  expect((await theTask(kit)).round).toBe(1);
  expect(await labels(kit)).toEqual([expect.objectContaining({ kind: "confirmed", right: "debug" })]);
});

test("opens a finished task again for the right agent", async () => {
  const kit = await opened();
  await end(kit, "done");

  await kit.say("2", "wrong agent: code", inThread());

  expect(await theTask(kit)).toMatchObject({ state: "queued", round: 2, route: { primary: "code" } });
  expect(await kit.store.tasks.listOpen(10)).toHaveLength(1);
});

test("takes a dead task off the dead letters", async () => {
  const kit = await opened();
  await end(kit, "dead");

  await kit.say("2", "wrong agent: code", inThread());

  expect(await kit.store.deadLetters.list(10)).toEqual([]);
});

test("works by command from anywhere, and tells whoever is elsewhere", async () => {
  const kit = await opened();

  const seen = await kit.command("9", "wrong", "T1 code");

  expect((await theTask(kit)).route.primary).toBe("code");
  expect(seen).toContainEqual(
    expect.objectContaining({ kind: "post", to: expect.objectContaining({ thread: "1" }) as object }),
  );
  expect(seen).toContainEqual(expect.objectContaining({ kind: "private", userId: "U1" }));
});

test.each([
  ["/wrong T1 code", "code"],
  ["/wrong t1 architect", "architect"],
])("works typed as %j outside the thread", async (text, agent) => {
  const kit = createConversation({
    route: (said) => (said.startsWith("/") ? { frontDoor: "command", primary: null } : {}),
  });
  await kit.say("1", REQUEST);

  await kit.say("2", text);

  expect((await theTask(kit)).route.primary).toBe(agent);
});

test("does not take the word right in a sentence for the command", async () => {
  const kit = createConversation({
    route: (said) => (said.startsWith("please") ? { frontDoor: "command", primary: null } : {}),
  });

  const seen = await kit.say("1", "please right now show me the tasks");

  expect(textsOf(seen)[0]).toContain("No tasks yet");
});

test("lets others give a task away only with the permission for commands", async () => {
  const kit = await opened({ deny: ["command"] });

  const others = await kit.say("2", "wrong agent: code", inThread(BOB));
  expect(textsOf(others)[0]).toContain("permission `command`");
  expect((await theTask(kit)).round).toBe(1);

  await kit.say("3", "wrong agent: code", inThread());
  expect((await theTask(kit)).round).toBe(2);
});

test("moves the task once when two people press at the same moment", async () => {
  const kit = await opened();
  await kit.say("2", "wrong agent", inThread());
  const presses = ["code", "architect"].map((value, at) =>
    aChoice(`p${at}`, { prompt: "right.T1.r1", value, thread: "1" }),
  );
  for (const press of presses) await kit.store.inbox.accept(keyOf(aMessage(press.id)), press);

  await Promise.all(presses.map(async (press) => processMessage(keyOf(aMessage(press.id)), kit.deps)));

  expect((await theTask(kit)).round).toBe(2);
  expect((await labels(kit)).filter(({ kind }) => kind === "corrected")).toHaveLength(1);
  expect(kit.jobs.jobs()).toHaveLength(1);
});

test("carries on after a crash between storing the correction and adding its job", async () => {
  const kit = await opened();
  kit.jobs.breakWith(new BotError("jobs.unavailable", "Redis is away.", { retryable: true }));
  await expect(kit.say("2", "wrong agent: code", inThread())).rejects.toThrow("Redis is away.");
  kit.jobs.breakWith(undefined);

  await processMessage(keyOf(aMessage("2")), kit.deps);

  expect(kit.jobs.jobs().map(({ id }) => id)).toContain("T1-r2-s1-code");
  expect(await labels(kit)).toHaveLength(1);
});

test("keeps no credential with what it learns from", async () => {
  const kit = createConversation();
  await kit.say(
    "1",
    "push fails with https://bot:hunter2hunter2@git.example/x.git and ghp_0123456789abcdefghij012",
  );

  await kit.say("2", "wrong agent: code", inThread());

  const [label] = await labels(kit);
  expect(label?.text).toContain("push fails with https://bot:[redacted]@git.example/x.git");
  expect(label?.text).not.toContain("ghp_");
});

test("keeps no more of a long text than is routed", async () => {
  const kit = createConversation();
  await kit.say("1", "fix the crash in the parser ".repeat(4_000));

  await kit.say("2", "wrong agent: code", inThread());

  expect((await labels(kit))[0]?.text.length).toBeLessThanOrEqual(4_000);
});

test("learns from whom people pick when they are asked", async () => {
  const kit = createConversation({ route: () => ASK });
  const [post] = await kit.say("1", "make it better");
  const prompt = post?.kind === "post" ? (post.message.choices?.prompt ?? "") : "";

  await kit.press("2", { prompt, value: "code", thread: "1" });

  expect(await labels(kit)).toEqual([
    expect.objectContaining({ kind: "chosen", text: "make it better", chosen: "debug", right: "code" }),
  ]);
});

test("learns from whom people name", async () => {
  const kit = createConversation();

  await kit.command("1", "ask", "architect design a cache");

  expect(await labels(kit)).toEqual([
    expect.objectContaining({ kind: "chosen", text: "design a cache", chosen: "debug", right: "architect" }),
  ]);
});

test("learns nothing from a task that nobody says anything about", async () => {
  const kit = await opened();

  expect(await labels(kit)).toEqual([]);
});

test("takes thanks for a finished task as a word for its agent", async () => {
  const kit = await opened({
    route: (text) => (text === REQUEST ? {} : { frontDoor: "social", primary: null }),
  });
  await kit.say("2", "thanks!", inThread());
  expect(await labels(kit)).toEqual([]);
  await end(kit, "done");

  await kit.say("3", "perfect, thanks", inThread(BOB));

  expect(await labels(kit)).toEqual([
    expect.objectContaining({
      kind: "confirmed",
      chosen: "debug",
      right: "debug",
      by: { platform: "console", userId: "U2" },
    }),
  ]);
});

test("takes a confirmation by command", async () => {
  const kit = await opened();

  const seen = await kit.command("2", "right", "T1");

  expect(textsOf(seen)).toEqual([expect.stringContaining("**debug** is right for **T1**")]);
  expect((await labels(kit)).map(({ kind }) => kind)).toEqual(["confirmed"]);
});

test.each([
  ["wrong", "", "Which task?"],
  ["right", "", "Which task?"],
  ["wrong", "T99 code", "I know no task T99"],
])("explains /%s %s", async (name, args, expected) => {
  const kit = await opened();

  expect(textsOf(await kit.command("2", name, args))[0]).toContain(expected);
});
