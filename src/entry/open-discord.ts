import { createDiscordChat } from "../../adapters/discord/create-discord-chat.ts";
import type { DiscordChat } from "../../adapters/discord/create-discord-chat.ts";
import type { DiscordMemory } from "../../adapters/discord/discord-memory.ts";
import type { CommandHelp } from "../chat/command-help.ts";
import type { ReactionVerb } from "../chat/messages.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";
import type { Logger } from "../log/logger.ts";
import type { Store } from "../store/store.ts";

const KIND = "discord";
const HOUR_MS = 3_600_000;

export interface OpenDiscordOptions {
  readonly settings: Settings;
  readonly store: Pick<Store, "documents" | "commit">;
  readonly commands: readonly CommandHelp[];
  /** Hears of what somebody has to see to. */
  readonly alarm: (text: string) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Discord, when its token is set. */
export function openDiscord(options: OpenDiscordOptions): DiscordChat | undefined {
  const { settings, store, clock, log } = options;
  const { env, config } = settings;
  if (env.DISCORD_TOKEN === undefined) return undefined;
  const { shards, catchUpHours, reactions } = config.discord;
  const watch = config.channels
    .filter(({ platform, channel }) => platform === KIND && /^\d+$/u.test(channel))
    .map(({ channel }) => channel);
  return createDiscordChat({
    token: env.DISCORD_TOKEN,
    apiUrl: env.DISCORD_API_URL,
    shards,
    memory: createDiscordMemory(store),
    clock,
    log,
    commands: options.commands,
    alarm: options.alarm,
    reactions: verbsOf(reactions),
    watch,
    maxAgeMs: catchUpHours * HOUR_MS,
  });
}

function verbsOf(reactions: Config["discord"]["reactions"]): Record<string, ReactionVerb> {
  const verbs: readonly ReactionVerb[] = ["stop", "take", "done"];
  return Object.fromEntries(verbs.flatMap((verb) => reactions[verb].map((emoji) => [emoji, verb] as const)));
}

/** What the adapter remembers, as documents. */
export function createDiscordMemory({
  documents,
  commit,
}: Pick<Store, "documents" | "commit">): DiscordMemory {
  async function write(id: string, value: string | null): Promise<void> {
    await commit({ documents: [{ kind: KIND, id, value }] });
  }
  return {
    get: async (key) => documents.get(KIND, key),
    set: write,
    remove: async (key) => write(key, null),
    async list(prefix) {
      const all = await documents.list(KIND);
      return new Map([...all].filter(([key]) => key.startsWith(prefix)));
    },
  };
}
