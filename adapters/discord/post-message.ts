import { Routes } from "discord.js";
import type { RawFile } from "discord.js";
import { z } from "zod";
import type { PostOptions } from "../../src/chat/chat-port.ts";
import type { Conversation, MessageRef, OutgoingFile, OutgoingMessage } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import type { DiscordContext } from "./discord-context.ts";
import { failedWith } from "./errors.ts";
import { Channel, Message } from "./gateway-events.ts";
import { MessageBody } from "./limits.ts";
import type { PlacesToPost, Target } from "./places-to-post.ts";
import { nonceOf, renderMessage } from "./render-message.ts";
import type { Part, RenderedMessage } from "./render-message.ts";
import { titleOf } from "./title-of.ts";

const RECENT = 50;
const Parts = z.array(z.string());

/** A file as Discord takes it. */
export function toRawFile({ name, mediaType, content, encoding }: OutgoingFile): RawFile {
  return { name, contentType: mediaType, data: Buffer.from(content, encoding ?? "utf8") };
}

/** A body that is sure to be within the limits, with a line for each of its files. */
export function toBody(part: Part, more: Partial<MessageBody> = {}): MessageBody {
  const attachments = part.files.map(({ name, alt }, id) => ({
    id,
    filename: name,
    ...(alt === undefined ? {} : { description: alt.slice(0, 1_024) }),
  }));
  const body = { ...part.body, ...more, ...(attachments.length === 0 ? {} : { attachments }) };
  const parsed = MessageBody.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new BotError(
    "discord.refused",
    `A message does not fit into Discord: ${parsed.error.issues[0]?.message ?? ""}`,
  );
}

/** Posting, changing and finding messages of the bot. */
export interface MessagePoster {
  post(to: Conversation, message: OutgoingMessage, options: PostOptions): Promise<MessageRef>;
  update(ref: MessageRef, message: OutgoingMessage): Promise<void>;
  findDelivery(to: Conversation, deliveryId: string): Promise<MessageRef | undefined>;
  /** What a rendered message needs to be remembered for. */
  remember(rendered: RenderedMessage): Promise<void>;
}

export function createMessagePoster(context: DiscordContext, places: PlacesToPost): MessagePoster {
  const { rest, memory, conversations, homes, posted } = context;

  async function remember({ longIds }: RenderedMessage): Promise<void> {
    for (const { id, chosen } of longIds)
      await memory.set(`choice:${id}`, `${chosen.prompt}\u001f${chosen.value}`);
  }

  async function send(channelId: string, part: Part, more: Partial<MessageBody>): Promise<string> {
    const path = Routes.channelMessages(channelId);
    const files = part.files.map(toRawFile);
    const { id, nonce } = Message.parse(
      await rest.call({ method: "POST", path, body: toBody(part, more), files }),
    );
    homes.set(id, channelId);
    if (typeof nonce === "string") posted.set(nonce, { id, channelId });
    return id;
  }

  /** A post in a forum is a thread of its own; there is no nonce for those. */
  async function openForumPost({ channelId, where }: Target, message: OutgoingMessage): Promise<MessageRef> {
    const { parts } = renderMessage(message, 1);
    const [part] = parts;
    const body = { name: titleOf(message.text), message: toBody(part) };
    const files = part.files.map(toRawFile);
    const path = Routes.threads(channelId);
    const thread = Channel.parse(await rest.call({ method: "POST", path, body, files }));
    context.directory.addChannel(thread);
    homes.set(thread.id, thread.id);
    return { ...where, thread: thread.id, id: thread.id };
  }

  async function sendParts(target: Target, rendered: RenderedMessage, deliveryId: string): Promise<string[]> {
    const ids: string[] = [];
    const last = rendered.parts.length - 1;
    for (const [at, part] of rendered.parts.entries()) {
      const reply =
        target.replyTo === undefined || at > 0
          ? {}
          : { message_reference: { message_id: target.replyTo, fail_if_not_exists: false as const } };
      const nonce = nonceOf(deliveryId, at === last ? "last" : at);
      const id = await send(target.channelId, part, { nonce, enforce_nonce: true, ...reply });
      ids.push(id);
      const root = target.replyTo ?? ids[0];
      if (root !== undefined && root !== id) conversations.noteRoot(id, root);
    }
    return ids;
  }

  async function partsOf(firstId: string): Promise<string[]> {
    const stored = await memory.get(`parts:${firstId}`);
    const parsed = stored === undefined ? undefined : Parts.safeParse(JSON.parse(stored));
    return parsed?.success === true ? parsed.data : [firstId];
  }

  async function edit(channelId: string, id: string, part: Part): Promise<void> {
    const path = Routes.channelMessage(channelId, id);
    // Without new files, those that are there stay.
    await rest.call({ method: "PATCH", path, body: toBody(part), files: part.files.map(toRawFile) });
  }

  return {
    remember,
    async post(to, message, { deliveryId }) {
      const target = await places.find(to);
      if (target.isForum === true) return openForumPost(target, message);
      const rendered = renderMessage(message);
      await remember(rendered);
      const ids = await sendParts(target, rendered, deliveryId);
      const [first = ""] = ids;
      if (ids.length > 1) {
        await memory.set(`parts:${first}`, JSON.stringify(ids));
        await memory.set(`first:${ids.at(-1) ?? first}`, first);
      }
      if (target.isAnchor === true && target.where.thread !== undefined) {
        await conversations.setAnchor(target.where.thread, first);
      }
      return { ...target.where, id: first };
    },
    async update(ref, message) {
      if (!places.serves(ref.workspace)) {
        throw new BotError(
          "chat.unknown_workspace",
          `The bot is not in the Discord server ${ref.workspace}.`,
        );
      }
      const channelId = await places.homeOf(ref);
      const ids = await partsOf(ref.id);
      // What has fewer messages than it needs ends in a file; those that it does not need any more go.
      const rendered = renderMessage(message, ids.length);
      await remember(rendered);
      for (const [at, part] of rendered.parts.entries()) {
        const id = ids[at];
        if (id !== undefined) await edit(channelId, id, part);
      }
      for (const id of ids.slice(rendered.parts.length)) {
        const path = Routes.channelMessage(channelId, id);
        await rest.call({ method: "DELETE", path }).catch((error: unknown) => {
          if (!failedWith(error, "chat.message_not_found")) throw error;
        });
      }
      if (ids.length > rendered.parts.length) {
        await memory.set(`parts:${ref.id}`, JSON.stringify(ids.slice(0, rendered.parts.length)));
      }
    },
    async findDelivery(to, deliveryId) {
      const nonce = nonceOf(deliveryId, "last");
      const target = await places.find(to);
      if (target.isForum === true) return undefined;
      const known = posted.get(nonce)?.id ?? (await findRecent(target.channelId, nonce));
      if (known === undefined) return undefined;
      homes.set(known, target.channelId);
      const first = (await memory.get(`first:${known}`)) ?? known;
      return { ...target.where, id: first };
    },
  };

  async function findRecent(channelId: string, nonce: string): Promise<string | undefined> {
    const path = Routes.channelMessages(channelId);
    const found = await rest.call({ method: "GET", path, query: { limit: String(RECENT) } });
    const messages = z.array(Message.pick({ id: true, nonce: true })).parse(found);
    return messages.find((message) => message.nonce === nonce)?.id;
  }
}
