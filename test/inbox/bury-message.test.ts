import { expect, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import { buryMessage } from "../../src/inbox/bury-message.ts";
import { createConversation, statesOf, takeDeliveries, textsOf } from "../conversation/conversation-kit.ts";
import { aMessage, keyOf } from "../store-contract/samples.ts";

const broken = new BotError("router.broken", "The model file is broken at /srv/models.");

test("tells the writer once, with a reference, and keeps the message as a dead letter", async () => {
  const { store, deps } = createConversation();
  const key = keyOf(aMessage("1"));
  await store.inbox.accept(key, aMessage("1"));

  await buryMessage(key, broken, deps);
  await buryMessage(key, broken, deps);

  const seen = await takeDeliveries(store);
  expect(textsOf(seen)).toEqual([expect.stringContaining("R-test")]);
  expect(textsOf(seen)[0]).not.toContain("/srv/models");
  expect(statesOf(seen)).toEqual(["1 dead"]);
  expect((await store.inbox.get(key))?.state).toBe("dead");
  expect(await store.deadLetters.list(10)).toMatchObject([{ kind: "message", id: key }]);
});

test("leaves a message alone that was answered in the end", async () => {
  const kit = createConversation();
  await kit.say("1", "the allocator test fails");

  await buryMessage(keyOf(aMessage("1")), broken, kit.deps);

  expect(await kit.store.deadLetters.list(10)).toEqual([]);
  expect(await takeDeliveries(kit.store)).toEqual([]);
});
