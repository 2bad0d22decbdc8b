import { Routes } from "discord.js";
import { createRecent } from "./discord-memory.ts";
import type { DiscordRest } from "./discord-rest.ts";
import { failedWith } from "./errors.ts";
import { Channel } from "./gateway-events.ts";
import type { Guild } from "./gateway-events.ts";

/** The workspace of direct messages, which belong to no server. */
export const DIRECT = "direct";

const THREAD_TYPES: ReadonlySet<number> = new Set([10, 11, 12]);
const DIRECT_TYPES: ReadonlySet<number> = new Set([1, 3]);
/** Forums and media channels hold threads alone. */
const FORUM_TYPES: ReadonlySet<number> = new Set([15, 16]);

/** What a channel is to a conversation. */
export type Place =
  | { readonly kind: "channel"; readonly channel: Channel }
  | { readonly kind: "direct"; readonly channel: Channel }
  | {
      readonly kind: "thread";
      readonly channel: Channel;
      readonly parent: string;
      readonly isForum: boolean;
    };

/** Servers and channels as far as Discord has told of them; what it has not told yet is asked for once. */
export interface Directory {
  /** Ids of the servers that the bot is in. */
  guilds(): readonly string[];
  addGuild(guild: Guild): void;
  /** True when the bot was in it. */
  removeGuild(id: string): boolean;
  addChannel(channel: Channel): void;
  removeChannel(id: string): void;
  /** All channels and threads that are known. */
  channels(): Iterable<Channel>;
  /** Whether the channel is known without asking. */
  has(channelId: string): boolean;
  /** Undefined for a channel that does not exist, or that the bot may not see. */
  place(channelId: string): Promise<Place | undefined>;
  /** The workspace of a channel: its server, or `direct`. */
  workspaceOf(channel: Channel): string;
  /** Roles that are the bot's own, one for each server; mentioning them means the bot. */
  isOwnRole(roleId: string): boolean;
}

export function createDirectory(rest: DiscordRest, botId: () => string | undefined): Directory {
  const guilds = new Set<string>();
  const channels = new Map<string, Channel>();
  const missing = createRecent<true>(5_000);
  const ownRoles = new Set<string>();

  async function find(id: string): Promise<Channel | undefined> {
    const known = channels.get(id);
    if (known !== undefined || missing.get(id) === true) return known;
    try {
      const channel = Channel.parse(await rest.patiently({ method: "GET", path: Routes.channel(id) }));
      channels.set(id, channel);
      return channel;
    } catch (error) {
      if (!failedWith(error, "discord.channel_gone", "discord.forbidden", "discord.not_found")) throw error;
      missing.set(id, true);
      return undefined;
    }
  }

  function addChannel(channel: Channel): void {
    channels.set(channel.id, channel);
    missing.delete(channel.id);
  }

  return {
    guilds: () => [...guilds],
    addGuild(guild) {
      guilds.add(guild.id);
      for (const channel of [...guild.channels, ...guild.threads])
        addChannel({ ...channel, guild_id: guild.id });
      const bot = botId();
      for (const { id, tags } of guild.roles) if (bot !== undefined && tags?.bot_id === bot) ownRoles.add(id);
    },
    removeGuild(id) {
      for (const channel of channels.values()) if (channel.guild_id === id) channels.delete(channel.id);
      return guilds.delete(id);
    },
    addChannel,
    removeChannel(id) {
      channels.delete(id);
      missing.set(id, true);
    },
    channels: () => channels.values(),
    has: (id) => channels.has(id),
    async place(id) {
      const channel = await find(id);
      if (channel === undefined) return undefined;
      if (DIRECT_TYPES.has(channel.type)) return { kind: "direct", channel };
      const parent = channel.parent_id;
      if (!THREAD_TYPES.has(channel.type) || parent === null || parent === undefined) {
        return { kind: "channel", channel };
      }
      const isForum = FORUM_TYPES.has((await find(parent))?.type ?? 0);
      return { kind: "thread", channel, parent, isForum };
    },
    workspaceOf: ({ guild_id: guild }) => guild ?? DIRECT,
    isOwnRole: (id) => ownRoles.has(id),
  };
}
