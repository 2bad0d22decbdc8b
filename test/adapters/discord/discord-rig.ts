import { createDiscordChat } from "../../../adapters/discord/create-discord-chat.ts";
import type { DiscordChat, DiscordChatOptions } from "../../../adapters/discord/create-discord-chat.ts";
import type { DiscordMemory } from "../../../adapters/discord/discord-memory.ts";
import { systemClock } from "../../../src/clock.ts";
import type { Incoming } from "../../../src/chat/messages.ts";
import type { Logger } from "../../../src/log/logger.ts";
import { startDiscordServer } from "./discord-server.ts";
import type { DiscordServer } from "./discord-server.ts";

/** What the adapter remembers, in memory. */
export function createMapMemory(map = new Map<string, string>()): DiscordMemory {
  return {
    get: async (key) => map.get(key),
    set: async (key, value) => void map.set(key, value),
    list: async (prefix) => new Map([...map].filter(([key]) => key.startsWith(prefix))),
    remove: async (key) => void map.delete(key),
  };
}

export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} } as unknown as Logger;

export interface DiscordRig {
  readonly server: DiscordServer;
  readonly chat: DiscordChat;
  readonly alarms: string[];
  /** What came in, oldest first. */
  readonly got: Incoming[];
  close(): Promise<void>;
}

/** The adapter against a Discord in miniature, started, with a core that takes everything. */
export async function startDiscordRig(
  options: Partial<DiscordChatOptions> & {
    server?: DiscordServer;
    decide?: () => Promise<"accepted" | "duplicate">;
  } = {},
): Promise<DiscordRig> {
  const server = options.server ?? (await startDiscordServer());
  const alarms: string[] = [];
  const got: Incoming[] = [];
  const chat = createDiscordChat({
    token: "token",
    apiUrl: server.apiUrl,
    memory: createMapMemory(),
    clock: systemClock,
    log: SILENT,
    alarm: (text) => void alarms.push(text),
    reactions: { "🛑": "stop", "🙋": "take", "☑️": "done" },
    maxAgeMs: 3_600_000,
    ...options,
  });
  await chat.start({
    async receive(incoming) {
      got.push(incoming);
      return (await options.decide?.()) ?? "accepted";
    },
  });
  return {
    server,
    chat,
    alarms,
    got,
    async close() {
      await chat.stop();
      await server.close();
    },
  };
}
