import { expect, test } from "vitest";
import { aCommand, createConversation, takeDeliveries, textsOf } from "./conversation-kit.ts";
import { processMessage } from "../../src/conversation/process-message.ts";
import { messageKey } from "../../src/chat/message-key.ts";
import type { Conversation, Incoming } from "../../src/chat/messages.ts";
import { aMessage } from "../store-contract/samples.ts";

const WHY = "I am not in that channel; `/invite @switchyard`, written there, lets me in.";

/** A conversation in channels that the bot may not post in, for as long as `why` says so. */
function shut() {
  const kit = createConversation();
  const asked: Conversation[] = [];
  let why: string | undefined = WHY;
  const deps = {
    ...kit.deps,
    obstacleAt: async (place: Conversation) => {
      asked.push(place);
      return why;
    },
  };
  return {
    ...kit,
    asked,
    invite: () => {
      why = undefined;
    },
    async take(incoming: Incoming) {
      const key = messageKey(incoming);
      await kit.store.inbox.accept(key, incoming);
      await processMessage(key, deps);
      return takeDeliveries(kit.store);
    },
  };
}

const ask = (id: string) => ({ ...aCommand(id, "ask", "debug why does the pool leak"), isUnseen: true });

test("a command that starts a task where the bot may not speak starts none, and its asker alone hears why", async () => {
  const kit = shut();

  const seen = await kit.take(ask("1"));

  expect(seen).toMatchObject([{ kind: "private", userId: "U1" }]);
  expect(textsOf(seen)[0]).toContain(WHY);
  expect(textsOf(seen)[0]).toContain("> why does the pool leak");
  expect(await kit.store.tasks.listRecent(10)).toEqual([]);
  expect(kit.jobs.jobs()).toEqual([]);
});

test("once it is let in, the same command opens its task", async () => {
  const kit = shut();
  await kit.take(ask("1"));
  kit.invite();

  await kit.take(ask("2"));

  expect((await kit.store.tasks.listRecent(10)).map(({ text }) => text)).toEqual(["why does the pool leak"]);
});

test("a form is answered alike", async () => {
  const kit = shut();
  const { args: _args, name: _name, ...base } = ask("1");
  const values = { request: "find the leak", agent: "" };

  const seen = await kit.take({ ...base, kind: "form", form: "ask", values });

  expect(seen).toMatchObject([{ kind: "private" }]);
  expect(await kit.store.tasks.listRecent(10)).toEqual([]);
});

test("so is a message that somebody wants a task made of, also where it would ask back", async () => {
  const kit = shut();

  const seen = await kit.take(aMessage("1", { text: "find the leak", isRequest: true, thread: "9" }));

  expect(seen.filter(({ kind }) => kind !== "status")).toMatchObject([{ kind: "private" }]);
  expect(await kit.store.tasks.listRecent(10)).toEqual([]);
});

test("what people write where the bot hears it is never asked about", async () => {
  const kit = shut();

  await kit.take(aMessage("1", { text: "find the leak" }));

  expect(kit.asked).toEqual([]);
  expect(await kit.store.tasks.listRecent(10)).toHaveLength(1);
});
