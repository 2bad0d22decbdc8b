import { STATUS_EMOJI } from "../../adapters/discord/show-status.ts";
import { MessageState } from "../../src/chat/messages.ts";
import type { ChatPort } from "../../src/chat/chat-port.ts";
import { systemClock } from "../../src/clock.ts";
import { allCommands } from "../../src/conversation/commands/all-commands.ts";
import { toHelp } from "../../src/conversation/commands/render-command-help.ts";
import { openDiscord } from "../../src/entry/open-discord.ts";
import { startDiscordServer } from "../adapters/discord/discord-server.ts";
import { ID } from "../adapters/discord/room.ts";
import type { Room, RoomMessage } from "../adapters/discord/room.ts";
import type { FlowPlatform, FlowPost } from "./flow-platform.ts";

const STATES = new Map(MessageState.options.map((state) => [STATUS_EMOJI[state], state]));

interface Option {
  readonly label: string;
  readonly value: string;
}

function optionsOf(component: Record<string, unknown>): Option[] {
  return Array.isArray(component["options"]) ? (component["options"] as Option[]) : [];
}

function elementsOf({ components }: RoomMessage): Record<string, unknown>[] {
  return components.flatMap((row) => row.components);
}

function labelsOf(message: RoomMessage): string[] {
  return elementsOf(message).flatMap((each) => {
    const options = optionsOf(each);
    return options.length > 0 ? options.map(({ label }) => label) : [String(each["label"])];
  });
}

/** A thread has the id of the message that it was opened on. */
function rootOf(message: RoomMessage, { channels }: Room): string {
  return channels.get(message.channel_id)?.type === 11 ? message.channel_id : message.id;
}

function toPost(message: RoomMessage, room: Room): FlowPost {
  return {
    id: message.id,
    root: rootOf(message, room),
    isBot: message.author.id === ID.bot,
    text: message.content,
    offers: labelsOf(message),
    files: Object.keys(message.files),
    isPrivate: message.privateTo !== undefined || room.channels.get(message.channel_id)?.type === 1,
  };
}

interface Field {
  readonly component?: { readonly custom_id: string };
  readonly components?: readonly { readonly custom_id: string }[];
}

/** Discord: the real adapter against a server of its REST API and gateway in miniature. */
export async function openDiscordFlow(): Promise<FlowPlatform> {
  const server = await startDiscordServer();
  const { room } = server;
  const modal = () => [...server.answers.values()].findLast(({ body }) => body.type === 9)?.body.data;

  function typed(name: string, args: string): object[] {
    const [first] = allCommands.find((each) => each.name === name)?.args ?? [];
    return args === "" ? [] : [{ name: first?.name ?? "text", type: 3, value: args }];
  }

  return {
    name: "Discord",
    env: { DISCORD_TOKEN: "token", DISCORD_API_URL: server.apiUrl },
    personId: ID.eva,
    channelId: ID.channel,
    chats({ settings, host, log }) {
      const commands = allCommands.map(toHelp);
      const chat: ChatPort | undefined = openDiscord({
        settings,
        store: host.store,
        commands,
        alarm: () => undefined,
        clock: systemClock,
        log,
      });
      return chat === undefined ? [] : [chat];
    },
    async say(text, { thread, file }) {
      const message = room.say(thread === undefined ? `<@${ID.bot}> ${text}` : text, {
        channel: thread ?? ID.channel,
        ...(file === undefined ? {} : { files: [file] }),
      });
      return message.id;
    },
    async command(name, args) {
      room.interact(2, { id: "1", name, type: 1, options: typed(name, args) });
    },
    async press(post, button) {
      const message = room.messages.find(({ id }) => id === post.id);
      const element =
        message === undefined ? undefined : elementsOf(message).find((e) => e["label"] === button);
      if (message === undefined || element === undefined)
        throw new Error(`no button ${button} below: ${post.text}`);
      room.interact(3, { component_type: 2, custom_id: element["custom_id"] }, { message });
    },
    async form() {
      const data = modal();
      if (data === undefined) return undefined;
      const rows = data["components"] as readonly Field[];
      const fields = rows.flatMap(({ component, components = [] }) =>
        component === undefined ? components : [component],
      );
      return { title: String(data["title"]), fields: fields.map(({ custom_id: id }) => id) };
    },
    async fill(values) {
      const components = Object.entries(values).map(([id, value]) => ({
        type: 18,
        component: { custom_id: id, value },
      }));
      room.interact(5, { custom_id: modal()?.["custom_id"], components });
    },
    posts: async () =>
      room.messages.filter(({ content }) => content !== "").map((each) => toPost(each, room)),
    async statusOf(id) {
      const message = room.messages.find((each) => each.id === id);
      return message?.own.flatMap((emoji) => STATES.get(emoji) ?? []).at(-1);
    },
    close: async () => server.close(),
  };
}
