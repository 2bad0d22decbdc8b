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
    // Of a file that comes along, its place; the description of Discord's API has every id as a text.
    id: String(id),
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
  return {
    remember: async (rendered) => remember(rendered, context),
    post: async (to, message, { deliveryId }) =>
      post(await places.find(to), message, { deliveryId, context }),
    async update(ref, message) {
      if (!places.serves(ref.workspace)) {
        throw new BotError(
          "chat.unknown_workspace",
          `The bot is not in the Discord server ${ref.workspace}.`,
        );
      }
      await update({ channelId: await places.homeOf(ref), firstId: ref.id }, message, context);
    },
    async findDelivery(to, deliveryId) {
      const target = await places.find(to);
      return target.isForum === true ? undefined : findDelivery(target, deliveryId, context);
    },
  };
}

async function remember({ longIds }: RenderedMessage, { memory }: DiscordContext): Promise<void> {
  for (const { id, chosen } of longIds)
    await memory.set(`choice:${id}`, `${chosen.prompt}\u001f${chosen.value}`);
}

interface Posting {
  readonly deliveryId: string;
  readonly context: DiscordContext;
}

async function post(target: Target, message: OutgoingMessage, posting: Posting): Promise<MessageRef> {
  const { context } = posting;
  const { memory, conversations } = context;
  if (target.isForum === true) return openForumPost(target, message, context);
  const rendered = renderMessage(message);
  await remember(rendered, context);
  const ids = await sendParts(target, rendered, posting);
  const [first = ""] = ids;
  if (ids.length > 1) {
    await memory.set(`parts:${first}`, JSON.stringify(ids));
    await memory.set(`first:${ids.at(-1) ?? first}`, first);
  }
  if (target.isAnchor === true && target.where.thread !== undefined) {
    await conversations.setAnchor(target.where.thread, first);
  }
  return { ...target.where, id: first };
}

async function sendParts(target: Target, rendered: RenderedMessage, posting: Posting): Promise<string[]> {
  const { deliveryId, context } = posting;
  const ids: string[] = [];
  const last = rendered.parts.length - 1;
  for (const [at, part] of rendered.parts.entries()) {
    const reply =
      target.replyTo === undefined || at > 0
        ? {}
        : { message_reference: { message_id: target.replyTo, fail_if_not_exists: false as const } };
    const nonce = nonceOf(deliveryId, at === last ? "last" : at);
    const body = toBody(part, { nonce, enforce_nonce: true, ...reply });
    const id = await send(target.channelId, { body, files: part.files }, context);
    ids.push(id);
    const root = target.replyTo ?? ids[0];
    if (root !== undefined && root !== id) context.conversations.noteRoot(id, root);
  }
  return ids;
}

async function send(channelId: string, { body, files }: Part, context: DiscordContext): Promise<string> {
  const { rest, homes, posted } = context;
  const path = Routes.channelMessages(channelId);
  const made = await rest.call({ method: "POST", path, body, files: files.map(toRawFile) });
  const { id, nonce } = Message.parse(made);
  homes.set(id, channelId);
  if (typeof nonce === "string") posted.set(nonce, { id, channelId });
  return id;
}

/** A post in a forum is a thread of its own; there is no nonce for those. */
async function openForumPost(
  { channelId, where }: Target,
  message: OutgoingMessage,
  context: DiscordContext,
): Promise<MessageRef> {
  const rendered = renderMessage(message, 1);
  await remember(rendered, context);
  const [part] = rendered.parts;
  const body = { name: titleOf(message.text), message: toBody(part) };
  const files = part.files.map(toRawFile);
  const made = await context.rest.call({ method: "POST", path: Routes.threads(channelId), body, files });
  const thread = Channel.parse(made);
  context.directory.addChannel(thread);
  context.homes.set(thread.id, thread.id);
  return { ...where, thread: thread.id, id: thread.id };
}

async function partsOf(firstId: string, { memory }: DiscordContext): Promise<string[]> {
  const stored = await memory.get(`parts:${firstId}`);
  const parsed = stored === undefined ? undefined : Parts.safeParse(JSON.parse(stored));
  return parsed?.success === true ? parsed.data : [firstId];
}

/** What has fewer messages than it needs ends in a file; those that it does not need any more go. */
async function update(
  { channelId, firstId }: { readonly channelId: string; readonly firstId: string },
  message: OutgoingMessage,
  context: DiscordContext,
): Promise<void> {
  const { rest, memory } = context;
  const ids = await partsOf(firstId, context);
  const rendered = renderMessage(message, ids.length);
  await remember(rendered, context);
  for (const [at, part] of rendered.parts.entries()) {
    const path = Routes.channelMessage(channelId, ids[at] ?? firstId);
    // Without new files, those that are there stay.
    await rest.call({ method: "PATCH", path, body: toBody(part), files: part.files.map(toRawFile) });
  }
  const surplus = ids.slice(rendered.parts.length);
  for (const id of surplus) {
    const path = Routes.channelMessage(channelId, id);
    await rest.call({ method: "DELETE", path }).catch((error: unknown) => {
      if (!failedWith(error, "chat.message_not_found")) throw error;
    });
  }
  if (surplus.length > 0) {
    await memory.set(`parts:${firstId}`, JSON.stringify(ids.slice(0, rendered.parts.length)));
  }
}

async function findDelivery(
  target: Target,
  deliveryId: string,
  context: DiscordContext,
): Promise<MessageRef | undefined> {
  const nonce = nonceOf(deliveryId, "last");
  const known = context.posted.get(nonce)?.id ?? (await findRecent(target.channelId, nonce, context));
  if (known === undefined) return undefined;
  context.homes.set(known, target.channelId);
  const first = (await context.memory.get(`first:${known}`)) ?? known;
  return { ...target.where, id: first };
}

async function findRecent(
  channelId: string,
  nonce: string,
  { rest }: DiscordContext,
): Promise<string | undefined> {
  const path = Routes.channelMessages(channelId);
  const found = await rest.call({ method: "GET", path, query: { limit: String(RECENT) } });
  const messages = z.array(Message.pick({ id: true, nonce: true })).parse(found);
  return messages.find((message) => message.nonce === nonce)?.id;
}
