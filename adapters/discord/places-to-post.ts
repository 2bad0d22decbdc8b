import type { Conversation, MessageRef } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import { createChannelFinder, GONE } from "./find-channel.ts";
import { PLATFORM } from "./conversations.ts";
import { createThreads } from "./open-threads.ts";
import type { DiscordContext } from "./discord-context.ts";
import { DIRECT } from "./directory.ts";
import type { Place } from "./directory.ts";
import { isId } from "./snowflake.ts";

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

const FORUM_TYPES: ReadonlySet<number> = new Set([15, 16]);
/** Finds, and where needed opens, the place for a post. */
export interface PlacesToPost {
  find(to: Conversation): Promise<Target>;
  /** The channel or thread that a message is really in. */
  homeOf(ref: MessageRef): Promise<string>;
  /** Whether this connection serves the workspace. */
  serves(workspace: string): boolean;
}

export function createPlacesToPost(context: DiscordContext): PlacesToPost {
  const { directory, conversations } = context;
  const channelIdOf = createChannelFinder(context);
  const threads = createThreads(context);

  const serves = (workspace: string): boolean =>
    workspace === DIRECT || directory.guilds().includes(workspace);

  async function inThread(place: Place, where: Conversation, thread: string): Promise<Target> {
    const channelId = place.channel.id;
    if (!isId(thread)) return { channelId, where };
    const anchor = await conversations.anchorOf(thread);
    if (place.kind === "channel" && (await threads.open(channelId, anchor)))
      return { channelId: anchor, where };
    return (await threads.titleFor(channelId, anchor)) !== undefined
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
