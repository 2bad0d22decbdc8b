import { createDiscordChat } from "../../adapters/discord/create-discord-chat.ts";
import type { DiscordChat } from "../../adapters/discord/create-discord-chat.ts";
import type { DiscordMemory } from "../../adapters/discord/discord-memory.ts";
import type { CommandHelp } from "../chat/command-help.ts";
import type { ChatPort } from "../chat/chat-port.ts";
import type { ReactionVerb } from "../chat/messages.ts";
import { createPlaces } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import type { Store } from "../store/store.ts";

const KIND = "discord";
const HOUR_MS = 3_600_000;

export interface OpenDiscordOptions {
  readonly settings: Settings;
  readonly store: Pick<Store, "documents" | "commit">;
  readonly commands: readonly CommandHelp[];
  /** The other platforms, for what must be told without Discord. */
  readonly others: () => readonly ChatPort[];
  /** Tells whoever looks after the installation, besides. */
  readonly notify?: (text: string) => void;
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
    alarm: (text) => alarm(text, options),
    reactions: verbsOf(reactions),
    watch,
    maxAgeMs: catchUpHours * HOUR_MS,
  });
}

function verbsOf(reactions: Config["discord"]["reactions"]): Record<string, ReactionVerb> {
  const verbs: readonly ReactionVerb[] = ["stop", "take", "done"];
  return Object.fromEntries(verbs.flatMap((verb) => reactions[verb].map((emoji) => [emoji, verb] as const)));
}

/** Said where alerts go on the other platforms, once for each kind of alarm and hour. */
function alarm(text: string, { settings, others, notify, store, clock, log }: OpenDiscordOptions): void {
  log.error({ alarm: text }, "Discord needs somebody");
  notify?.(text);
  const places = createPlaces(settings.config, others)
    .for("alerts")
    .filter(({ platform }) => platform !== KIND);
  const hour = Math.floor(clock.now() / HOUR_MS);
  const kind = text.replace(/\d+/gu, "").slice(0, 40).replace(/\W+/gu, "-");
  const deliveries = places.map((to, at) => ({
    id: `discord.alarm.${kind}.${hour}.${at}`,
    content: { kind: "post" as const, to, message: { text: `**Discord:** ${text}` } },
    isUrgent: true,
  }));
  if (deliveries.length === 0) return;
  store.commit({ deliveries }).catch((error: unknown) => {
    log.error({ error: messageOf(error) }, "an alarm about Discord could not be written down");
  });
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
