import { expect, test } from "vitest";
import type { MessageRef } from "../../src/chat/messages.ts";
import type { Delivery } from "../../src/outbox/delivery.ts";
import { sendDelivery } from "../../src/outbox/send-delivery.ts";
import { FakeChat } from "../fakes/fake-chat.ts";

const LIVE: Delivery = {
  id: "board.1",
  content: {
    kind: "live",
    to: { platform: "fake", workspace: "home", channel: "board" },
    message: { text: "**Board**" },
    isPinned: true,
  },
  state: "pending",
  revision: 1,
  failures: 0,
};

function createPinningChat(pin: (ref: MessageRef) => Promise<void> = async () => undefined) {
  const pinned: string[] = [];
  const chat = Object.assign(new FakeChat(), {
    pin: async (ref: MessageRef) => {
      await pin(ref);
      pinned.push(ref.id);
    },
  });
  return { chat, pinned };
}

test("pins what is to be pinned after its first post, and not again with each edit", async () => {
  const { chat, pinned } = createPinningChat();
  const first = await sendDelivery(LIVE, chat);
  const ref = first.kind === "sent" ? first.ref : undefined;

  await sendDelivery({ ...LIVE, ...(ref === undefined ? {} : { ref }), revision: 2 }, chat);

  expect(pinned).toEqual([ref?.id]);
});

test("pins what an earlier process posted and could not pin any more", async () => {
  const { chat, pinned } = createPinningChat();
  const ref = await chat.post(chat.channel, { text: "**Board**" }, { deliveryId: LIVE.id });
  const content = { ...LIVE.content, to: chat.channel };

  await sendDelivery({ ...LIVE, content, state: "unsure" }, chat);

  expect(pinned).toEqual([ref.id]);
});

test("counts as sent although it could not be pinned, and posts nothing twice for that", async () => {
  const { chat } = createPinningChat(async () => {
    throw new Error("no permission to pin");
  });

  const outcome = await sendDelivery(LIVE, chat);

  expect(outcome.kind).toBe("sent");
  expect(chat.posted).toHaveLength(1);
});

test("pins nothing else", async () => {
  const { chat, pinned } = createPinningChat();
  const { to, message } = LIVE.content as Extract<Delivery["content"], { kind: "live" }>;

  await sendDelivery({ ...LIVE, content: { kind: "live", to, message } }, chat);

  expect(pinned).toEqual([]);
});
