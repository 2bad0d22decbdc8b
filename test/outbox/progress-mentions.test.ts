import { expect, test } from "vitest";
import type { ChatPort } from "../../src/chat/chat-port.ts";
import type { OutgoingMessage } from "../../src/chat/messages.ts";
import type { Delivery } from "../../src/outbox/delivery.ts";
import { sendDelivery } from "../../src/outbox/send-delivery.ts";

const TO = { platform: "p", workspace: "w", channel: "c", thread: "t" };

test("what work in progress is made of rings nobody's bell either", async () => {
  const said: OutgoingMessage[] = [];
  const port = {
    post: async (_to: unknown, message: OutgoingMessage) => {
      said.push(message);
      return { ...TO, id: "1" };
    },
  } as unknown as ChatPort;
  const bell = "<!channel> @everyone";
  const progress = {
    title: bell,
    earlier: 0,
    steps: [{ text: bell, isError: false }],
    now: bell,
    isOver: false,
  };
  const content = { kind: "live" as const, to: TO, message: { text: bell, progress } };
  const delivery: Delivery = { id: "d", content, state: "pending", revision: 0, failures: 0 };

  await sendDelivery(delivery, port);

  expect(JSON.stringify(said)).not.toMatch(/<!channel|@everyone/u);
  expect(said[0]?.progress?.steps).toHaveLength(1);
});
