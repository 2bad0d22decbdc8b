import { expect, test } from "vitest";
import { Message } from "../../../adapters/discord/gateway-events.ts";
import { toIncomingMessage } from "../../../adapters/discord/to-incoming.ts";
import { IncomingMessage } from "../../../src/chat/messages.ts";
import { EVA, ID } from "./room.ts";

test("a file comes with its name, kind and size", () => {
  const attachments = [
    { id: "1", filename: "run.log", content_type: "text/plain", size: 12 },
    { id: "2", filename: "core.bin" },
  ];
  const message = Message.parse({
    id: "1300000000000000000",
    channel_id: ID.channel,
    author: EVA,
    timestamp: "2026-01-01T00:00:00.000Z",
    content: `<@${ID.bot}> why?`,
    attachments,
  });

  const where = { platform: "discord", workspace: ID.guild, channel: ID.channel };
  const incoming = toIncomingMessage(message, where, { botId: ID.bot, isDirect: false });

  expect(IncomingMessage.parse(incoming).files).toEqual([
    { id: "1", name: "run.log", mediaType: "text/plain", sizeBytes: 12 },
    { id: "2", name: "core.bin" },
  ]);
});
