import { vi } from "vitest";
import { createDiscordChat } from "../../../adapters/discord/create-discord-chat.ts";
import { STATUS_EMOJI } from "../../../adapters/discord/show-status.ts";
import { systemClock } from "../../../src/clock.ts";
import { silentLogger } from "../../../src/log/logger.ts";
import { MessageState } from "../../../src/chat/messages.ts";
import type { ChatPortHarness, PlatformEvent, SeenMessage } from "../../chat-port.contract.ts";
import { createMapMemory } from "./discord-rig.ts";
import { startDiscordServer } from "./discord-server.ts";
import { ID } from "./room.ts";
import type { RoomMessage } from "./room.ts";

const STATES = new Map(MessageState.options.map((state) => [STATUS_EMOJI[state], state]));

/** The adapter against a Discord in miniature. */
export async function makeDiscordHarness(): Promise<ChatPortHarness> {
  const server = await startDiscordServer();
  const { room } = server;
  const stored = new Map<string, string>();
  const port = createDiscordChat({
    token: "token",
    apiUrl: server.apiUrl,
    memory: createMapMemory(stored),
    clock: systemClock,
    log: silentLogger,
    alarm: () => undefined,
    reactions: {},
    watch: [ID.channel],
    maxAgeMs: 3_600_000,
  });
  const mention = `<@${ID.bot}> `;

  /** Nothing is acknowledged on a gateway: an event is dealt with once a new session would not fetch it again. */
  const sayEvent = (message: RoomMessage): PlatformEvent => ({
    acknowledged: () => BigInt(port.seenUpTo(message.channel_id) ?? "0") >= BigInt(message.id),
    // The adapter itself tries again what the core refused.
    redeliver: async () => undefined,
  });
  const interactionEvent = (id: string): PlatformEvent => ({
    acknowledged: () => server.answers.has(id),
    redeliver: async () => undefined,
  });

  function toSeen(message: RoomMessage): SeenMessage {
    const channel = room.channels.get(message.channel_id);
    return {
      id: message.id,
      thread: channel?.type === 11 ? channel.id : undefined,
      text: message.author.id === ID.bot ? message.content : message.content.replace(mention, ""),
      statuses: message.own.flatMap((emoji) => STATES.get(emoji) ?? []),
      choices: message.components.flatMap(({ components }) =>
        components.flatMap(({ label, options }) =>
          Array.isArray(options) ? options.map((option: { label: string }) => option.label) : [String(label)],
        ),
      ),
      files: message.files,
      privateTo: message.privateTo ?? (channel?.type === 1 ? ID.eva : undefined),
    };
  }

  return {
    port,
    channel: { platform: "discord", workspace: ID.guild, channel: ID.channel },
    person: { id: ID.eva, name: "Eva" },
    missingId: "900000000000000009",
    async say(text, thread) {
      if (thread !== undefined && !room.channels.has(thread))
        room.openThread(ID.channel, thread, "talk", ID.eva);
      return sayEvent(room.say(mention + text, { channel: thread ?? ID.channel }));
    },
    async choose(post, value) {
      const message = room.messages.find(({ id }) => id === post.id);
      const button = message?.components
        .flatMap(({ components }) => components)
        .find(({ custom_id: id }) => String(id).endsWith(`\u001f${value}`));
      if (message === undefined || button === undefined)
        throw new Error(`${post.id} does not offer ${value}`);
      const { id } = room.interact(3, { component_type: 2, custom_id: button["custom_id"] }, { message });
      return interactionEvent(id);
    },
    async command(args) {
      const options = args === "" ? [] : [{ name: "text", type: 3, value: args }];
      const { id } = room.interact(2, { id: "1", name: "status", type: 1, options });
      return interactionEvent(id);
    },
    async fillForm(values) {
      // The form is asked for a moment before it is shown.
      const opened = await vi.waitFor(() => {
        const shown = [...server.answers.values()].findLast(({ body }) => body.type === 9);
        if (shown === undefined) throw new Error("no form is open");
        return shown.body.data;
      }, 60_000);
      const components = Object.entries(values).map(([id, value]) => ({
        type: 18,
        component: id === "mood" ? { custom_id: id, values: [value] } : { custom_id: id, value },
      }));
      const { id } = room.interact(5, { custom_id: opened?.["custom_id"], components });
      return interactionEvent(id);
    },
    seen: async () => room.messages.filter(({ content }) => content !== "").map(toSeen),
    loseAnswerNext: () => server.fail({ method: "POST", path: /messages$/u, status: 502, isDone: true }),
    rateLimitNext: (retryAfterMs) =>
      server.fail({
        method: "POST",
        path: /messages$/u,
        status: 429,
        headers: { "retry-after": String(retryAfterMs / 1_000), "x-ratelimit-scope": "user" },
        body: { message: "slow down", retry_after: retryAfterMs / 1_000, global: false },
      }),
    async close() {
      await server.close();
    },
  };
}
