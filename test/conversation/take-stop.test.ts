import { expect, test } from "vitest";
import { createConversation, textsOf } from "./conversation-kit.ts";

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
  expect(textsOf(seen).join("\n")).toContain("**T1** is stopped.");
});

test.each(["stop", "Stop!", "please stop"])("%s in its thread does the same", async (text) => {
  const kit = await running();

  await kit.say("2", text, { thread: "1" });

  expect(await kit.state()).toBe("cancelled");
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
