import { expect, test } from "vitest";
import { threadKey } from "../../src/chat/message-key.ts";
import { begunBy } from "../../src/outbox/begun-thread.ts";
import { tellRequester } from "../../src/outbox/tell-requester.ts";
import { takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { aConversation, aStatus, aTask } from "../store-contract/samples.ts";

const WHY = "I am not in that channel; `/invite @switchyard`, written there, lets me in.";
const THREAD = aConversation({ thread: begunBy("k1.root") });

async function taskIn(thread = THREAD) {
  const store = createMemoryStore({ now: () => 0 });
  await store.commit({ task: aTask("T1", { thread, title: "Find the leak" }) });
  const deps = { store, obstacleAt: async () => WHY };
  const shut = async (to = thread) =>
    tellRequester({ content: { kind: "post", to, message: { text: "The answer." } } }, deps);
  return { store, deps, shut };
}

test("whoever asked for a task is told once where its answer is, however much could not be posted", async () => {
  const { store, shut } = await taskIn();

  await shut();
  await shut();
  const seen = await takeDeliveries(store);
  await shut();

  expect(seen).toMatchObject([{ kind: "post", to: { channel: "@U1" } }]);
  expect(textsOf(seen)[0]).toContain("**T1** (Find the leak)");
  expect(textsOf(seen)[0]).toContain(WHY);
  expect(textsOf(seen)[0]).toContain("`/retry all`");
  expect(await takeDeliveries(store)).toEqual([]);
});

test("where nobody can tell what is in the way, they are told all the same", async () => {
  const { store } = await taskIn();
  const content = { kind: "post", to: THREAD, message: { text: "The answer." } } as const;

  await tellRequester({ content }, { store, obstacleAt: async () => undefined });

  expect(textsOf(await takeDeliveries(store))[0]).toContain("I am not let in there.");
});

test("a status, a thread without a task, and what only shows a task elsewhere are nobody's answer", async () => {
  const { store, deps, shut } = await taskIn();
  const elsewhere = aConversation({ channel: "C-other", thread: "5" });
  await store.commit({ thread: { threadKey: threadKey(elsewhere), taskId: "T1" } });

  await tellRequester({ content: aStatus("s", "done").content }, deps);
  await shut(aConversation({ thread: "no task" }));
  await shut(elsewhere);

  expect(await takeDeliveries(store)).toEqual([]);
});
