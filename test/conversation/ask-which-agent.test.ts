import { expect, test } from "vitest";
import { processMessage } from "../../src/conversation/process-message.ts";
import { BotError } from "../../src/errors.ts";
import { aMessage, keyOf } from "../store-contract/samples.ts";
import { aChoice, ASK, createConversation, statesOf, takeDeliveries, textsOf } from "./conversation-kit.ts";

const VAGUE = "make it better";

function unsure() {
  return createConversation({ route: (text) => (text === VAGUE ? ASK : { ...ASK, band: "ask" }) });
}

type Kit = ReturnType<typeof unsure>;

/** Says something vague; the prompt of the question that comes back. */
async function askedPrompt(kit: Kit): Promise<string> {
  const [post] = await kit.say("1", VAGUE);
  if (post?.kind !== "post" || post.message.choices === undefined) throw new Error("nothing was asked");
  return post.message.choices.prompt;
}

async function onlyTask(kit: Kit) {
  const tasks = await kit.store.tasks.listRecent(10);
  expect(tasks).toHaveLength(1);
  return tasks[0];
}

test("asks with the best three agents, and starts nothing", async () => {
  const kit = unsure();

  const seen = await kit.say("1", VAGUE);

  expect(seen[0]).toMatchObject({
    kind: "post",
    to: { thread: "1" },
    message: {
      choices: {
        options: [
          { value: "debug", label: "Debugger" },
          { value: "code", label: "Code writer" },
          { value: "architect", label: "Architect" },
        ],
      },
    },
  });
  expect(kit.jobs.jobs()).toEqual([]);
  expect(await kit.eventTypes()).toContain("question.asked");
});

test("says how sure it is, or that it cannot read the message", async () => {
  const text = async (confidence: number) => {
    const kit = createConversation({ route: () => ({ ...ASK, confidence }) });
    return textsOf(await kit.say("1", VAGUE))[0];
  };

  expect(await text(0.4)).toContain("only 40 % sure");
  expect(await text(0)).toContain("cannot read your message");
});

test("whom the decision tree takes by the words is offered first, and the question says so", async () => {
  const kit = createConversation({ route: () => ASK });

  const [post] = await kit.say("1", "think about the architecture");

  expect(post).toMatchObject({
    message: { choices: { options: [{ value: "architect" }, { value: "debug" }, { value: "code" }] } },
  });
  expect(textsOf(post === undefined ? [] : [post])[0]).toContain("By its words it is Architecture & Design.");
});

test.each([
  [
    "a text that it cannot read at all, whose words lead into the tree",
    0,
    "think about the architecture",
    "Who should take this?",
  ],
  ["such a text whose words lead nowhere", 0, "bake a cake", "can't tell which specialist"],
  ["what it knows to be for nobody here", 0.1, "think about the architecture", "can't tell which specialist"],
])("a router that would decline is answered for %s", async (_, confidence, text, answer) => {
  const kit = createConversation({ route: () => ({ ...ASK, band: "decline", confidence }) });

  expect(textsOf(await kit.say("1", text))[0]).toContain(answer);
});

test("asks once in a thread, and then says what would help", async () => {
  const kit = unsure();
  await kit.say("1", VAGUE);

  const [again] = await kit.say("2", "just better, you know", { thread: "1" });
  const [elsewhere] = await kit.say("3", "something else", {});

  expect(again).toMatchObject({ kind: "post", message: expect.not.objectContaining({ choices: {} }) });
  expect(again?.kind === "post" && again.message.choices).toBeUndefined();
  expect(elsewhere?.kind === "post" && elsewhere.message.choices?.options).toHaveLength(3);
});

test("gives the original message to the agent whose choice was pressed", async () => {
  const kit = unsure();
  const prompt = await askedPrompt(kit);

  const seen = await kit.press("2", { prompt, value: "code", thread: "1" });

  const task = await onlyTask(kit);
  expect(task).toMatchObject({ text: VAGUE, source: { id: "1" }, route: { decidedBy: "choice" } });
  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r1-s1-code"]);
  expect(textsOf(seen)[0]).toContain("code");
  expect(statesOf(seen)).toEqual(["1 queued"]);
  expect(await kit.eventTypes()).toContain("question.answered");
  expect(kit.asked.at(-1)).toEqual({ text: VAGUE, context: { chosen: "code" } });
});

test.each([
  ["2", "s1-code"],
  [" 3 ", "s1-architect"],
  ["Debug", "s1-debug"],
])("takes a typed %j as a choice", async (typed, assignment) => {
  const kit = unsure();
  await askedPrompt(kit);

  await kit.say("2", typed, { thread: "1" });

  expect((await onlyTask(kit))?.text).toBe(VAGUE);
  expect(kit.jobs.jobs().map(({ payload }) => payload["assignmentId"])).toEqual([assignment]);
});

test.each(["4", "0", "nobody"])("does not take %j, which was not offered, as a choice", async (typed) => {
  const kit = unsure();
  await askedPrompt(kit);

  await kit.say("2", typed, { thread: "1" });

  expect(kit.jobs.jobs()).toEqual([]);
});

test("does not take a number as a choice outside the thread of the question", async () => {
  const kit = unsure();
  await askedPrompt(kit);

  await kit.say("2", "2");

  expect(kit.jobs.jobs()).toEqual([]);
});

test("says that a question is settled when somebody presses again", async () => {
  const kit = unsure();
  const prompt = await askedPrompt(kit);
  await kit.press("2", { prompt, value: "code", thread: "1" });

  const seen = await kit.press("3", { prompt, value: "debug", thread: "1" });

  expect(textsOf(seen)).toEqual([expect.stringContaining("settled")]);
  expect(await onlyTask(kit)).toMatchObject({ id: "T1" });
});

test("opens one task when a choice is pressed twice at the same moment", async () => {
  const kit = unsure();
  const prompt = await askedPrompt(kit);
  const presses = ["2", "3"].map((id) => aChoice(id, { prompt, value: "code", thread: "1" }));
  for (const press of presses) await kit.store.inbox.accept(keyOf(aMessage(press.id)), press);

  await Promise.all(presses.map(async (press) => processMessage(keyOf(aMessage(press.id)), kit.deps)));

  await onlyTask(kit);
  expect(kit.jobs.jobs()).toHaveLength(1);
});

test("shows a typed choice as done once it was taken", async () => {
  const kit = unsure();
  await askedPrompt(kit);

  const seen = await kit.say("2", "2", { thread: "1" });

  expect(statesOf(seen).toSorted()).toEqual(["1 queued", "2 done"]);
});

test("refuses a press on an agent that was not offered", async () => {
  const kit = unsure();
  const prompt = await askedPrompt(kit);

  const seen = await kit.press("2", { prompt, value: "ask", thread: "1" });

  expect(kit.jobs.jobs()).toEqual([]);
  expect(textsOf(seen)).toHaveLength(1);
});

test("carries on after a crash between storing the chosen task and adding its job", async () => {
  const kit = unsure();
  const prompt = await askedPrompt(kit);
  kit.jobs.breakWith(new BotError("jobs.unavailable", "Redis is away.", { retryable: true }));
  await expect(kit.press("2", { prompt, value: "code", thread: "1" })).rejects.toThrow("Redis is away.");
  kit.jobs.breakWith(undefined);

  await processMessage(keyOf(aMessage("2")), kit.deps);

  await onlyTask(kit);
  expect(kit.jobs.jobs().map(({ id }) => id)).toEqual(["T1-r1-s1-code"]);
});

test("opens the task once when a crash makes the choice come up again", async () => {
  const kit = unsure();
  const prompt = await askedPrompt(kit);
  await kit.press("2", { prompt, value: "code", thread: "1" });

  await processMessage(keyOf(aMessage("2")), kit.deps);

  await onlyTask(kit);
  expect(kit.jobs.jobs()).toHaveLength(1);
  expect(await takeDeliveries(kit.store)).toEqual([]);
});
