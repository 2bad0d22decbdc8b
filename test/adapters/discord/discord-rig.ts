import { createDiscordChat } from "../../../adapters/discord/create-discord-chat.ts";
import type { DiscordChat, DiscordChatOptions } from "../../../adapters/discord/create-discord-chat.ts";
import type { DiscordMemory } from "../../../adapters/discord/discord-memory.ts";
import { systemClock } from "../../../src/clock.ts";
import type { Incoming } from "../../../src/chat/messages.ts";
import type { ChatReceiver } from "../../../src/chat/chat-port.ts";
import { silentLogger } from "../../../src/log/logger.ts";
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

export interface DiscordRig {
  readonly server: DiscordServer;
  readonly chat: DiscordChat;
  readonly alarms: string[];
  /** What came in, oldest first. */
  readonly got: Incoming[];
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface RigOptions extends Partial<DiscordChatOptions> {
  readonly server?: DiscordServer;
  readonly decide?: () => Promise<"accepted" | "duplicate">;
  /** What the core knows besides. */
  readonly core?: Omit<ChatReceiver, "receive">;
  /** False: the caller starts it. */
  readonly starts?: boolean;
}

/** The adapter against a Discord in miniature, started, with a core that takes everything. */
export async function startDiscordRig({
  server: given,
  decide,
  core,
  starts,
  ...options
}: RigOptions = {}): Promise<DiscordRig> {
  const server = given ?? (await startDiscordServer());
  const alarms: string[] = [];
  const got: Incoming[] = [];
  const chat = createDiscordChat({
    token: "token",
    apiUrl: server.apiUrl,
    memory: createMapMemory(),
    clock: systemClock,
    log: silentLogger,
    alarm: (text) => void alarms.push(text),
    reactions: { "🛑": "stop", "🙋": "take", "☑️": "done" },
    maxAgeMs: 3_600_000,
    ...options,
  });
  const receiver: ChatReceiver = {
    async receive(incoming) {
      got.push(incoming);
      return (await decide?.()) ?? "accepted";
    },
    ...core,
  };
  if (starts !== false) await chat.start(receiver);
  return {
    server,
    chat,
    alarms,
    got,
    start: async () => chat.start(receiver),
    async close() {
      await chat.stop();
      await server.close();
    },
  };
}
