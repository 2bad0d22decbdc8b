import { expect, onTestFinished, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import { createReceiver } from "../../src/inbox/create-receiver.ts";
import { silentLogger } from "../../src/log/logger.ts";
import { startDispatcher } from "../../src/outbox/create-dispatcher.ts";
import { forgetShut, noteShut } from "../../src/outbox/shut-places.ts";
import { createFakeJobQueue } from "../fakes/fake-job-queue.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { createVirtualClock } from "../fakes/virtual-clock.ts";
import { aConversation, aPost } from "../store-contract/samples.ts";
import { createScriptedChat } from "./scripted-chat.ts";

const LIMITS = { attempts: 3, backoffMs: 1_000, maxBackoffMs: 60_000, leaseMs: 30_000, lanes: 4 };
const { platform, workspace, channel } = aConversation();
const HERE = { platform, workspace, channel };
const shut = { error: new BotError("chat.not_in_channel", "The bot is not there."), when: "before" } as const;

/** Posts that were refused, in their order, and a core that is told when the bot is let in. */
async function refusedPosts(...ids: readonly string[]) {
  const clock = createVirtualClock();
  const store = createMemoryStore({ now: clock.now });
  const chat = createScriptedChat();
  const dispatcher = await startDispatcher({
    deliveries: store.deliveries,
    wake: store.wake,
    ports: [chat],
    clock,
    random: () => 0.5,
    log: silentLogger,
    limits: LIMITS,
    onShut: async (delivery) => noteShut(delivery, { store, nowMs: clock.now() }),
  });
  onTestFinished(async () => dispatcher.stop());
  const { letIn } = createReceiver({ store, jobs: createFakeJobQueue(), log: silentLogger });
  chat.meet(...ids.map(() => shut));
  await store.commit({ deliveries: ids.map((id) => aPost(id)) });
  await clock.settle();
  return {
    chat,
    store,
    clock,
    posted: () => chat.posted.map(({ deliveryId }) => deliveryId),
    dead: async () => (await store.deadLetters.list(10)).map(({ id }) => id).toSorted(),
    async letIn(place: Parameters<NonNullable<typeof letIn>>[0]) {
      await letIn?.(place);
      await clock.settle();
    },
  };
}

test("what was refused in a channel is posted in its order once the bot is let in", async () => {
  const { posted, dead, letIn } = await refusedPosts("one", "two", "three");
  const before = await dead();

  await letIn(HERE);

  expect(before).toEqual(["one", "three", "two"]);
  expect(posted()).toEqual(["one", "two", "three"]);
  expect(await dead()).toEqual([]);
});

test("a whole workspace that lets the bot in is enough", async () => {
  const { posted, letIn } = await refusedPosts("one");

  await letIn({ platform, workspace });

  expect(posted()).toEqual(["one"]);
});

test.each([
  ["another channel", { ...HERE, channel: "elsewhere" }],
  ["another workspace", { ...HERE, workspace: "elsewhere" }],
  ["another platform", { ...HERE, platform: "elsewhere" }],
])("%s that lets the bot in changes nothing", async (_, place) => {
  const { posted, dead, letIn } = await refusedPosts("one");

  await letIn(place);

  expect([posted(), await dead()]).toEqual([[], ["one"]]);
});

test("what failed for another reason is left to people", async () => {
  const { chat, store, clock, posted, dead, letIn } = await refusedPosts();
  chat.meet({ error: new BotError("chat.refused", "Not like this."), when: "before" });
  await store.commit({ deliveries: [aPost("one")] });
  await clock.settle();

  await letIn(HERE);

  expect([posted(), await dead()]).toEqual([[], ["one"]]);
});

test("what is refused once more waits for the next time, and of two that hear of it one posts", async () => {
  const { chat, posted, letIn } = await refusedPosts("one");
  chat.meet(shut);

  await letIn(HERE);
  const between = posted();
  await Promise.all([letIn(HERE), letIn(HERE)]);
  await letIn(HERE);

  expect([between, posted()]).toEqual([[], ["one"]]);
});

test("what somebody has retried by hand is not posted twice", async () => {
  const { store, clock, posted, letIn } = await refusedPosts("one");
  await store.deliveries.revive("one");
  await clock.settle();

  await letIn(HERE);

  expect(posted()).toEqual(["one"]);
});

test("what was refused long ago is forgotten, and stays a dead letter", async () => {
  const { store, clock, posted, dead, letIn } = await refusedPosts("one");

  await forgetShut(store, clock.now() + 1);
  await letIn(HERE);

  expect([posted(), await dead()]).toEqual([[], ["one"]]);
});
