import { Routes } from "discord.js";
import { createRecent } from "./discord-memory.ts";
import type { DiscordRest } from "./discord-rest.ts";
import { Message } from "./gateway-events.ts";

/** Longer chains of replies are followed no further. */
const MAX_CHAIN = 20;

/** Enough of a message to say which conversation it is part of. */
export type Said = Pick<Message, "id" | "channel_id" | "message_reference" | "referenced_message">;

/** The message that a chain of replies began with; the message itself where it answers to none. */
export function createReplyRoots(rest: DiscordRest) {
  const roots = createRecent<string>(10_000);

  async function fetchMessage(channelId: string, id: string): Promise<Said | undefined> {
    const path = Routes.channelMessage(channelId, id);
    const found = await rest.patiently({ method: "GET", path }).catch(() => undefined);
    const parsed = Message.safeParse(found);
    return parsed.success ? parsed.data : undefined;
  }

  async function of(message: Said): Promise<string> {
    let current: Said | undefined = message;
    let root = message.id;
    for (let step = 0; step < MAX_CHAIN && current !== undefined; step += 1) {
      const known = roots.get(current.id);
      if (known !== undefined) {
        root = known;
        break;
      }
      const parent: string | undefined = current.message_reference?.message_id;
      // Type 1 is a forwarded message, which is no answer to where it comes from.
      if (parent === undefined || current.message_reference?.type === 1) break;
      root = parent;
      const shown: Said["referenced_message"] = current.referenced_message;
      current =
        shown === undefined || shown === null
          ? await fetchMessage(message.channel_id, parent)
          : { ...shown, channel_id: message.channel_id };
    }
    roots.set(message.id, root);
    return root;
  }

  return {
    of,
    /** Remembers the root of a message, so that nobody has to ask. */
    note: (messageId: string, root: string): void => roots.set(messageId, root),
  };
}
