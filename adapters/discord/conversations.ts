import type { Conversation } from "../../src/chat/messages.ts";
import type { Directory } from "./directory.ts";
import { createRecent } from "./discord-memory.ts";
import type { DiscordMemory } from "./discord-memory.ts";
import type { DiscordRest } from "./discord-rest.ts";
import { createReplyRoots } from "./reply-roots.ts";
import type { Said } from "./reply-roots.ts";

export const PLATFORM = "discord";
/**
 * Where Discord's channels, threads and replies are in the terms of the core. A thread that was opened on a message has
 * that message's id, so a thread is its root message on both sides; where there are no threads, it is the message that
 * a chain of replies began with. The answers to a command have no message that they began with: the first of them
 * takes its place, as an anchor.
 */
export interface Conversations {
  /** Undefined when the channel cannot be seen. */
  of(message: Said): Promise<Conversation | undefined>;
  /** The place itself, without looking at a message. */
  ofChannel(channelId: string): Promise<Conversation | undefined>;
  /** Remembers the message that a message answers to, so that nobody has to ask. */
  noteRoot(messageId: string, root: string): void;
  /** The message that stands for the thread; the thread itself in most cases. */
  anchorOf(thread: string): Promise<string>;
  setAnchor(thread: string, messageId: string): Promise<void>;
}

export interface ConversationsDeps {
  readonly directory: Directory;
  readonly rest: DiscordRest;
  readonly memory: DiscordMemory;
}

export function createConversations({ directory, rest, memory }: ConversationsDeps): Conversations {
  const roots = createReplyRoots(rest);
  const anchors = createRecent<string>(5_000);
  const aliases = createRecent<string>(5_000);

  async function recall(known: typeof anchors, prefix: string, id: string): Promise<string> {
    const before = known.get(id) ?? (await memory.get(`${prefix}${id}`)) ?? id;
    known.set(id, before);
    return before;
  }

  /** The thread that the core knows by another name. */
  const named = async (id: string): Promise<string> => recall(aliases, "alias:", id);

  async function ofChannel(channelId: string): Promise<Conversation | undefined> {
    const place = await directory.place(channelId);
    if (place === undefined) return undefined;
    const base = { platform: PLATFORM, workspace: directory.workspaceOf(place.channel) };
    return place.kind === "thread"
      ? { ...base, channel: place.parent, thread: await named(channelId) }
      : { ...base, channel: channelId };
  }

  return {
    ofChannel,
    async of(message) {
      const where = await ofChannel(message.channel_id);
      if (where === undefined || where.thread !== undefined) return where;
      const root = await roots.of(message);
      return root === message.id ? where : { ...where, thread: await named(root) };
    },
    noteRoot: (messageId, root) => roots.note(messageId, root),
    anchorOf: async (thread) => recall(anchors, "anchor:", thread),
    async setAnchor(thread, messageId) {
      anchors.set(thread, messageId);
      aliases.set(messageId, thread);
      await memory.set(`anchor:${thread}`, messageId);
      await memory.set(`alias:${messageId}`, thread);
    },
  };
}
