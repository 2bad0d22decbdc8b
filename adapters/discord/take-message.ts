import { Routes } from "discord.js";
import type { Conversation } from "../../src/chat/messages.ts";
import type { BotIdentity, DiscordContext } from "./discord-context.ts";
import { Member } from "./gateway-events.ts";
import type { Message } from "./gateway-events.ts";
import { handIn, notStarted } from "./hand-in.ts";
import { titleOf } from "./title-of.ts";
import { sentAt, textFor, toIncomingMessage, toSender } from "./to-incoming.ts";

/** What people write: an ordinary message (0), or one that answers another (19). */
const WRITTEN: ReadonlySet<number> = new Set([0, 19]);

interface Meant {
  readonly where: Conversation;
  readonly isDirect: boolean;
}

function isByPerson({ author, type, webhook_id: webhook }: Message): boolean {
  return author.bot !== true && WRITTEN.has(type) && (webhook === undefined || webhook === null);
}

/** Where a message belongs, when the bot was meant: directly, by a mention or an answer, or in a thread that it follows. */
async function isMeant(
  message: Message,
  bot: BotIdentity,
  context: DiscordContext,
): Promise<Meant | undefined> {
  const { conversations, directory } = context;
  const place = await directory.place(message.channel_id);
  if (place === undefined) return undefined;
  const isDirect = place.kind === "direct";
  const isNamed =
    message.mentions.some(({ id }) => id === bot.userId) ||
    message.mention_roles.some((role) => directory.isOwnRole(role)) ||
    message.referenced_message?.author?.id === bot.userId;
  const mayBeFollowed = place.kind === "thread" || typeof message.message_reference?.message_id === "string";
  if (!isDirect && !isNamed && !mayBeFollowed) return undefined;
  const where = await conversations.of(message);
  if (where === undefined) return undefined;
  if (isDirect || isNamed) return { where, isDirect };
  const isOwn = place.kind === "thread" && place.channel.owner_id === bot.userId;
  const isFollowed = (await context.receiver()?.follows?.(where)) ?? isOwn;
  return isFollowed ? { where, isDirect } : undefined;
}

/** Messages that were fetched come without their writer's roles, which permissions need. */
async function withMember(
  message: Message,
  { workspace }: Conversation,
  context: DiscordContext,
): Promise<Message> {
  if (message.member !== undefined || !/^\d+$/u.test(workspace)) return message;
  const path = Routes.guildMember(workspace, message.author.id);
  const found = Member.safeParse(
    await context.rest.patiently({ method: "GET", path }).catch(() => undefined),
  );
  return found.success ? { ...message, member: found.data } : message;
}

/**
 * Hands a message in when it is for the bot. Resolves once the core has it (or it is for nobody here), rejects when it
 * must be tried again.
 */
export async function takeMessage(message: Message, context: DiscordContext): Promise<void> {
  const bot = context.bot();
  if (bot === undefined) throw notStarted();
  if (context.writers.get(message.id) !== undefined || !isByPerson(message)) return;
  context.homes.set(message.id, message.channel_id);
  const meant = await isMeant(message, bot, context);
  if (meant === undefined) return;
  const whole = await withMember(message, meant.where, context);
  context.titles.set(message.id, titleOf(message.content));
  const incoming = toIncomingMessage(whole, meant.where, { botId: bot.userId, isDirect: meant.isDirect });
  await handIn(context, incoming);
  context.writers.set(message.id, incoming.from);
  context.seen.watch(message.channel_id, message.id);
}

/** Hands an edit in when the message is one that the bot was meant by. Discord tells of other changes, too. */
export async function takeEdit(message: Message, context: DiscordContext): Promise<void> {
  const bot = context.bot();
  const editedAt = Date.parse(message.edited_timestamp ?? "");
  if (bot === undefined || Number.isNaN(editedAt) || !isByPerson(message)) return;
  const meant = await isMeant(message, bot, context);
  if (meant === undefined) return;
  await handIn(context, {
    ...meant.where,
    // An edit belongs to the thread of its message, which is the message itself where it began one.
    thread: meant.where.thread ?? message.id,
    kind: "edit",
    id: `${message.id}.e${editedAt}`,
    target: message.id,
    from: toSender(message.author, message.member),
    sentAt: new Date(editedAt).toISOString(),
    text: textFor(bot.userId, message.content),
  });
}

/** Hands a deletion in when the message was one that came in; Discord does not say who wrote or removed it. */
export async function takeDeletion(
  { id, channel_id: channelId }: { readonly id: string; readonly channel_id: string },
  context: DiscordContext,
): Promise<void> {
  const writer = context.writers.get(id);
  if (writer === undefined) return;
  const where = await context.conversations.of({ id, channel_id: channelId });
  if (where === undefined) return;
  await handIn(context, {
    ...where,
    thread: where.thread ?? id,
    kind: "deletion",
    id: `${id}.d`,
    target: id,
    from: writer,
    sentAt: sentAt(id),
  });
}
