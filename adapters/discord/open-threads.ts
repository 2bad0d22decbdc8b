import { Routes } from "discord.js";
import { messageOf } from "../../src/errors.ts";
import type { DiscordContext } from "./discord-context.ts";
import { createRecent } from "./discord-memory.ts";
import { failedWith } from "./errors.ts";
import { Channel, Message } from "./gateway-events.ts";
import { titleOf } from "./title-of.ts";

const ARCHIVE_AFTER_MINUTES = 4_320;

/** Threads on messages. */
export function createThreads(context: DiscordContext) {
  const { directory, rest, titles, seen, log } = context;
  /** Channels in which no thread can be opened; forgotten with a restart, as permissions change. */
  const threadless = createRecent<true>(1_000);
  const opening = new Map<string, Promise<boolean>>();

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
  async function make(channelId: string, messageId: string): Promise<boolean> {
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

  async function open(channelId: string, messageId: string): Promise<boolean> {
    // A message that just came in has no thread that Discord would not have told of.
    const isNew = titles.get(messageId) !== undefined && !directory.has(messageId);
    if (!isNew && (await directory.place(messageId))?.kind === "thread") return true;
    if (threadless.get(channelId) === true) return false;
    const running = opening.get(messageId) ?? make(channelId, messageId);
    opening.set(messageId, running);
    try {
      return await running;
    } finally {
      opening.delete(messageId);
    }
  }

  return {
    titleFor,
    /** Opens the thread of a message where it has none; false where that cannot be. */
    open,
  };
}
