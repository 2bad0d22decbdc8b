import { expect, test } from "vitest";
import { BotError } from "../../src/errors.ts";
import type { MessageState } from "../../src/chat/messages.ts";
import { chatPortContract } from "../chat-port.contract.ts";
import type { ChatPortHarness, PlatformEvent, SeenMessage } from "../chat-port.contract.ts";
import type { FakeEvent } from "./fake-chat.ts";
import { FakeChat } from "./fake-chat.ts";

function toPlatformEvent(event: FakeEvent): PlatformEvent {
  return { acknowledged: () => event.isAcknowledged, redeliver: event.redeliver };
}

function seenIn(chat: FakeChat): SeenMessage[] {
  const statusesOf = (id: string): MessageState[] => [chat.statusOf(id)?.state ?? []].flat();
  const said = chat.events.flatMap(({ incoming }) =>
    incoming.kind === "message"
      ? [
          {
            id: incoming.id,
            thread: incoming.thread,
            text: incoming.text,
            statuses: statusesOf(incoming.id),
            choices: [],
            files: {},
            privateTo: undefined,
          },
        ]
      : [],
  );
  const posted = chat.posted.map((post) => ({
    id: post.ref.id,
    thread: post.to.thread,
    text: post.text,
    statuses: [],
    choices: post.choices?.options.map((option) => option.label) ?? [],
    files: Object.fromEntries(post.files.map((file) => [file.name, file.content])),
    privateTo: post.privateTo,
  }));
  return [...said, ...posted].sort((a, b) => a.id.localeCompare(b.id));
}

function createHarness(chat: FakeChat): ChatPortHarness {
  return {
    port: chat,
    channel: chat.channel,
    person: { id: "U-eva", name: "Eva" },
    missingId: "m999999",
    say: async (text, thread) => toPlatformEvent(chat.say(text, thread === undefined ? {} : { thread })),
    choose: async (post, value) => toPlatformEvent(chat.choose(post, value)),
    command: async (args) => toPlatformEvent(chat.command("status", args)),
    fillForm: async (values) => toPlatformEvent(chat.fillForm(values)),
    seen: async () => seenIn(chat),
    loseAnswerNext: () => chat.loseAnswerNext(),
    rateLimitNext: (retryAfterMs) => chat.rateLimitNext(retryAfterMs),
    close: async () => {},
  };
}

chatPortContract("FakeChat", async () => createHarness(new FakeChat()));

chatPortContract("FakeChat without optional methods", async () =>
  createHarness(new FakeChat({ without: ["findDelivery", "postPrivate", "lookupUser"] })),
);

const OPTIONS = { deliveryId: "d1" };

test("fails the next call and only that one", async () => {
  const chat = new FakeChat();
  chat.failNext(new BotError("chat.unreachable", "no network", { retryable: true }));

  await expect(chat.post(chat.channel, { text: "one" }, OPTIONS)).rejects.toMatchObject({
    code: "chat.unreachable",
  });
  await chat.post(chat.channel, { text: "one" }, OPTIONS);

  expect(chat.posted.map((post) => post.text)).toEqual(["one"]);
});

test("fails the method that was named and lets others through", async () => {
  const chat = new FakeChat();
  const { incoming } = chat.say("hello");
  chat.failNext(new Error("broken"), "setStatus");

  await chat.post(chat.channel, { text: "fine" }, OPTIONS);

  await expect(chat.setStatus(incoming, { state: "done" })).rejects.toThrow("broken");
});

test("shows a delivery twice when it is posted twice, so that careless callers are found out", async () => {
  const chat = new FakeChat();

  await chat.post(chat.channel, { text: "twice" }, OPTIONS);
  await chat.post(chat.channel, { text: "twice" }, OPTIONS);

  expect(chat.posted).toHaveLength(2);
});

test("leaves out the optional methods that it was told to", () => {
  const chat = new FakeChat({ without: ["lookupUser"] });

  expect(chat.lookupUser).toBeUndefined();
  expect(chat.postPrivate).toBeDefined();
});
