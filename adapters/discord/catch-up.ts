import { Routes } from "discord.js";
import { z } from "zod";
import type { Clock } from "../../src/clock.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { DiscordRest } from "./discord-rest.ts";
import { failedWith } from "./errors.ts";
import { Message } from "./gateway-events.ts";
import type { SeenMessages } from "./seen-messages.ts";
import { idAt, isAfter } from "./snowflake.ts";

const PAGE = 100;
/** Of one channel; whoever was away for longer has missed a crowd, and the newest matter most. */
const MAX_PAGES = 10;

export interface CatchUpDeps {
  readonly rest: DiscordRest;
  readonly seen: SeenMessages;
  readonly clock: Clock;
  readonly log: Logger;
  /** Older messages are left alone: an answer to yesterday's question helps nobody. */
  readonly maxAgeMs: number;
  /** Takes a message as if it had just come in; recognises what came in before. */
  take(message: Message): Promise<void>;
}

/** Fetches what was said in a channel since the bot last dealt with it, oldest first, and takes it. */
export async function catchUp(channelId: string, deps: CatchUpDeps): Promise<void> {
  const { rest, seen, clock, log } = deps;
  const last = seen.lastOf(channelId);
  if (last === undefined) return;
  const oldest = idAt(clock.now() - deps.maxAgeMs);
  let after = isAfter(last, oldest) ? last : oldest;
  let count = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const messages = await fetchPage(channelId, after, rest);
    if (messages === undefined) {
      seen.forget(channelId);
      return;
    }
    for (const message of messages) {
      await deps.take(message);
      seen.note(channelId, message.id);
      after = message.id;
    }
    count += messages.length;
    if (messages.length < PAGE) break;
  }
  if (count > 0) log.info({ channel: channelId, messages: count }, "read what was said on Discord meanwhile");
}

/** The next page, oldest first; undefined when the channel is gone or closed to the bot. */
async function fetchPage(
  channelId: string,
  after: string,
  rest: DiscordRest,
): Promise<Message[] | undefined> {
  try {
    const query = { after, limit: String(PAGE) };
    const found = await rest.patiently({ method: "GET", path: Routes.channelMessages(channelId), query });
    const messages = z
      .array(z.unknown())
      .parse(found)
      .flatMap((raw) => {
        const parsed = Message.safeParse(raw);
        return parsed.success ? [parsed.data] : [];
      });
    return messages.sort((a, b) => (isAfter(a.id, b.id) ? 1 : -1));
  } catch (error) {
    if (failedWith(error, "discord.channel_gone", "discord.forbidden", "discord.not_found")) return undefined;
    throw error;
  }
}
