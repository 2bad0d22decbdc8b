import { expect, test } from "vitest";
import { aMessage, keyOf } from "../store-contract/samples.ts";
import { aChoice, ASK, createConversation, textsOf } from "./conversation-kit.ts";

const REQUEST = "the pool test is red again";
const VAGUE = "make it better";
const OVER = "That question is over: **T1** is cancelled.";
const inThread = { thread: "1" };

function open() {
  return createConversation({ route: (text) => (text === VAGUE ? ASK : {}) });
}

const taskOf = async ({ store }: ReturnType<typeof open>, id: string) => store.tasks.get(id);

test.each([
  ["its number", "1"],
  ["its second number", "2"],
])(
  "%s does not answer who should have had a task that was cancelled since, and revives nothing",
  async (_, typed) => {
    const kit = open();
    await kit.say("1", REQUEST);
    await kit.say("2", "wrong agent", inThread);
    await kit.command("3", "cancel", "T1");

    const seen = await kit.say("4", typed, inThread);

    expect(textsOf(seen)[0]).toContain(OVER);
    expect(await taskOf(kit, "T1")).toMatchObject({ state: "cancelled", round: 1 });
  },
);

test("nor does a press on it; who wants it all the same is told how", async () => {
  const kit = open();
  await kit.say("1", REQUEST);
  await kit.say("2", "wrong agent", inThread);
  await kit.command("3", "cancel", "T1");

  const seen = await kit.take(aChoice("4", { prompt: "right.T1.r1", value: "code", ...inThread }));

  expect(textsOf(seen)).toEqual([`${OVER} \`/wrong T1 code\` gives it to another agent.`]);
  expect(await taskOf(kit, "T1")).toMatchObject({ state: "cancelled", round: 1 });
});

test("a question that is asked about a cancelled task is open", async () => {
  const kit = open();
  await kit.say("1", REQUEST);
  await kit.command("2", "cancel", "T1");
  await kit.say("3", "wrong agent", inThread);

  await kit.say("4", "1", inThread);

  expect(await taskOf(kit, "T1")).toMatchObject({ state: "queued", round: 2 });
});

test("the question that a thread began with is over with the task that came of the thread", async () => {
  const kit = open();
  await kit.say("1", VAGUE);
  await kit.say("2", REQUEST, inThread);
  await kit.command("3", "cancel", "T1");

  const typed = await kit.say("4", "1", inThread);
  const prompt = `agent.${keyOf(aMessage("1"))}`;
  const pressed = await kit.press("5", { prompt, value: "debug", ...inThread });

  expect([textsOf(typed)[0], textsOf(pressed)[0]]).toEqual([
    expect.stringContaining(OVER),
    expect.stringContaining(OVER),
  ]);
  expect(await taskOf(kit, "T2")).toBeUndefined();
});

test("a number under what is done answers nothing, and a word is a request", async () => {
  const kit = open();
  await kit.say("1", REQUEST);
  await kit.command("2", "done", "T1");

  const number = await kit.say("3", "1", inThread);
  await kit.say("4", "and now the arena", inThread);

  expect(textsOf(number)[0]).toContain("is done");
  expect(await taskOf(kit, "T2")).toMatchObject({ text: "and now the arena" });
});
