import { Routes } from "discord.js";
import type { Conversation, MessageRef } from "../../src/chat/messages.ts";
import { BotError, messageOf } from "../../src/errors.ts";
import { PLATFORM } from "./conversations.ts";
import { createRecent } from "./discord-memory.ts";
import type { DiscordContext } from "./discord-context.ts";
import { DIRECT } from "./directory.ts";
import type { Place } from "./directory.ts";
import { failedWith } from "./errors.ts";
import { Channel, Message } from "./gateway-events.ts";
import { isId } from "./snowflake.ts";
import { titleOf } from "./title-of.ts";

/** Where a post goes on Discord. */
export interface Target {
  readonly channelId: string;
  /** The conversation, with the workspace and channel that it really is in. */
  readonly where: Conversation;
  /** The message that it answers to, where there is no thread to put it in. */
  readonly replyTo?: string;
  /** Nothing was said in the thread yet, and no message began it: this post takes that place. */
  readonly isAnchor?: boolean;
  /** A forum: the post begins a thread of its own. */
  readonly isForum?: boolean;
}

const ARCHIVE_AFTER_MINUTES = 4_320;
const FORUM_TYPES: ReadonlySet<number> = new Set([15, 16]);
const GONE =
  "The channel was deleted, or the bot cannot see it. Correct the configuration, or invite the bot.";

/** Finds, and where needed opens, the place for a post. */
export interface PlacesToPost {
  find(to: Conversation): Promise<Target>;
  /** The channel or thread that a message is really in. */
  homeOf(ref: MessageRef): Promise<string>;
  /** Whether this connection serves the workspace. */
  serves(workspace: string): boolean;
}

export function createPlacesToPost(context: DiscordContext): PlacesToPost {
  const { directory, rest, conversations, titles, seen, log } = context;
  const direct = createRecent<string>(5_000);
  /** Channels in which no thread can be opened; forgotten with a restart, as permissions change. */
  const threadless = createRecent<true>(1_000);
  const opening = new Map<string, Promise<boolean>>();

  const serves = (workspace: string): boolean =>
    workspace === DIRECT || directory.guilds().includes(workspace);

  async function directChannel(userId: string): Promise<string> {
    const known = direct.get(userId);
    if (known !== undefined) return known;
    const body = { recipient_id: userId };
    const channel = Channel.parse(await rest.call({ method: "POST", path: Routes.userChannels(), body }));
    directory.addChannel(channel);
    direct.set(userId, channel.id);
    seen.watch(channel.id);
    return channel.id;
  }

  /** `#name` is looked for in the workspace first, then in the bot's other servers. */
  function channelNamed(name: string, workspace: string): string | undefined {
    const named = [...directory.channels()].filter((channel) => channel.name === name && !isThread(channel));
    return (named.find(({ guild_id: guild }) => guild === workspace) ?? named[0])?.id;
  }

  async function channelIdOf({ channel, workspace }: Conversation): Promise<string> {
    if (channel.startsWith("@")) return directChannel(channel.slice(1));
    const id = channel.startsWith("#") ? channelNamed(channel.slice(1), workspace) : channel;
    if (id === undefined || !isId(id)) throw new BotError("discord.channel_gone", GONE);
    return id;
  }

  /** The name for a thread on a message; undefined when there is no such message. */
  async function titleFor(channelId: string, messageId: string): Promise<string | undefined> {
    const known = titles.get(messageId);
    if (known !== undefined) return known;
    try {
      const path = Routes.channelMessage(channelId, messageId);
      const title = titleOf(Message.parse(await rest.patiently({ method: "GET", path })).content);
      titles.set(messageId, title);
      return title;
    } catch (error) {
      if (failedWith(error, "chat.message_not_found", "discord.not_found")) return undefined;
      // Without the right to read older messages it is there all the same.
      if (failedWith(error, "discord.forbidden")) return titleOf("");
      throw error;
    }
  }

  /** Whether the message has a thread now. */
  async function open(channelId: string, messageId: string): Promise<boolean> {
    const name = await titleFor(channelId, messageId);
    if (name === undefined) return false;
    const path = Routes.threads(channelId, messageId);
    const body = { name, auto_archive_duration: ARCHIVE_AFTER_MINUTES };
    try {
      directory.addChannel(Channel.parse(await rest.patiently({ method: "POST", path, body })));
      seen.watch(messageId);
      return true;
    } catch (error) {
      if (failedWith(error, "discord.thread_exists")) {
        directory.addChannel({ id: messageId, type: 11, parent_id: channelId });
        return true;
      }
      if (!failedWith(error, "discord.forbidden", "discord.refused")) throw error;
      log.warn(
        { channel: channelId, error: messageOf(error) },
        "no thread can be opened here; answers are replies",
      );
      threadless.set(channelId, true);
      return false;
    }
  }

  async function hasThread(channelId: string, messageId: string): Promise<boolean> {
    // A message that just came in has no thread that Discord would not have told of.
    const isNew = titles.get(messageId) !== undefined && !directory.has(messageId);
    if (!isNew && (await directory.place(messageId))?.kind === "thread") return true;
    if (threadless.get(channelId) === true) return false;
    const running = opening.get(messageId) ?? open(channelId, messageId);
    opening.set(messageId, running);
    try {
      return await running;
    } finally {
      opening.delete(messageId);
    }
  }

  async function inThread(place: Place, where: Conversation, thread: string): Promise<Target> {
    const channelId = place.channel.id;
    if (!isId(thread)) return { channelId, where };
    const anchor = await conversations.anchorOf(thread);
    if (place.kind === "channel" && (await hasThread(channelId, anchor))) return { channelId: anchor, where };
    return (await titleFor(channelId, anchor)) !== undefined
      ? { channelId, where, replyTo: anchor }
      : { channelId, where, isAnchor: true };
  }

  return {
    serves,
    async find(to) {
      if (to.platform !== PLATFORM || !serves(to.workspace)) {
        throw new BotError("chat.unknown_workspace", `The bot is not in the Discord server ${to.workspace}.`);
      }
      const channelId = await channelIdOf(to);
      const place = await directory.place(channelId);
      if (place === undefined) throw new BotError("discord.channel_gone", GONE);
      const { thread } = to;
      const base = {
        platform: PLATFORM,
        workspace: directory.workspaceOf(place.channel),
        channel: channelId,
      };
      const where = thread === undefined ? base : { ...base, thread };
      if (thread !== undefined) return inThread(place, where, thread);
      return FORUM_TYPES.has(place.channel.type) ? { channelId, where, isForum: true } : { channelId, where };
    },
    async homeOf({ channel, thread, id }) {
      const known = context.homes.get(id);
      if (known !== undefined) return known;
      if (thread === undefined || !isId(thread)) return channel;
      const anchor = await conversations.anchorOf(thread);
      const place = await directory.place(anchor);
      if (place?.kind !== "thread") return channel;
      // The message that a thread was opened on stays in its channel; in a forum it is in the thread.
      return id === anchor && !place.isForum ? channel : anchor;
    },
  };
}

function isThread({ type }: Channel): boolean {
  return type >= 10 && type <= 12;
}
