import { expect, test } from "vitest";
import { createConversation, statesOf, textsOf } from "./conversation-kit.ts";

async function running(deny: readonly "command"[] = []) {
  const kit = createConversation({ deny });
  await kit.say("1", "the pool test fails");
  const state = async () => (await kit.store.tasks.get("T1"))?.state;
  return { ...kit, state };
}

test("Stop under an agent at work ends its task", async () => {
  const kit = await running();

  const seen = await kit.press("2", { prompt: "stop.T1.r1", value: "stop", thread: "1" });

  expect(await kit.state()).toBe("cancelled");
  expect(textsOf(seen)).toEqual(["**T1 is stopped** by Ada. Nothing of it runs any more."]);
});

test.each(["stop", "Stop!", "please stop", "cancel"])(
  "%s in its thread does the same, said in one line",
  async (text) => {
    const kit = await running();

    const seen = await kit.say("2", text, { thread: "1" });

    expect(await kit.state()).toBe("cancelled");
    expect(textsOf(seen)).toEqual([expect.stringMatching(/is (?:stopped|cancelled)\*\* by Ada/u)]);
    expect(statesOf(seen)).toContain("2 done");
  },
);

test("done in its thread is said there in one line as well", async () => {
  const kit = await running();

  const seen = await kit.say("2", "done", { thread: "1" });

  expect(textsOf(seen)).toEqual(["**T1 is done**, says Ada."]);
});

test("whoever ends it from elsewhere hears of it where they are", async () => {
  const kit = await running();

  const byCommand = await kit.command("2", "cancel", "T1 no longer needed");
  await kit.say("3", "the other pool test fails");
  const inOther = await kit.say("4", "cancel T2", { thread: "1" });

  expect(byCommand).toContainEqual(expect.objectContaining({ kind: "private" }));
  expect(textsOf(inOther)).toContain("**T2** is cancelled.");
});

test("a sentence about stopping is no order to stop", async () => {
  const kit = await running();

  await kit.say("2", "stop the timer in the pool test before it starts", { thread: "1" });

  expect(await kit.state()).not.toBe("cancelled");
});

test("who neither asked for it nor may use commands cannot stop it", async () => {
  const kit = await running(["command"]);

  const seen = await kit.say("2", "stop", { thread: "1", from: { id: "U9", name: "Eve" } });

  expect(await kit.state()).not.toBe("cancelled");
  expect(textsOf(seen).join("\n")).toContain("Only whoever asked for it");
});

test("Stop after the end says so, and a button of an earlier round does nothing", async () => {
  const kit = await running();
  const old = await kit.press("2", { prompt: "stop.T1.r7", value: "stop", thread: "1" });
  expect(textsOf(old)).toEqual(["**T1** is over already."]);
  expect(await kit.state()).not.toBe("cancelled");

  await kit.press("3", { prompt: "stop.T1.r1", value: "stop", thread: "1" });
  const late = await kit.press("4", { prompt: "stop.T1.r1", value: "stop", thread: "1" });

  expect(textsOf(late)).toEqual(["**T1** is over already."]);
});
