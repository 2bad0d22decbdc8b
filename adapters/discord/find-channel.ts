import { Routes } from "discord.js";
import type { Conversation } from "../../src/chat/messages.ts";
import { BotError } from "../../src/errors.ts";
import type { DiscordContext } from "./discord-context.ts";
import { createRecent } from "./discord-memory.ts";
import { Channel } from "./gateway-events.ts";
import { isId } from "./snowflake.ts";

export const GONE =
  "The channel was deleted, or the bot cannot see it. Correct the configuration, or invite the bot.";

/** The id of the channel that a conversation names: by id, as `#name`, or as a person's direct messages `@id`. */
export function createChannelFinder(context: DiscordContext): (to: Conversation) => Promise<string> {
  const { directory, rest, seen } = context;
  const direct = createRecent<string>(5_000);

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

  return async function channelIdOf({ channel, workspace }: Conversation): Promise<string> {
    if (channel.startsWith("@")) return directChannel(channel.slice(1));
    const id = channel.startsWith("#") ? channelNamed(channel.slice(1), workspace) : channel;
    if (id === undefined || !isId(id)) throw new BotError("discord.channel_gone", GONE);
    return id;
  };
}

function isThread({ type }: Channel): boolean {
  return type >= 10 && type <= 12;
}
