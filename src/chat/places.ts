import type { ChannelPurpose, Config } from "../config/config.ts";
import type { ChatPort } from "./chat-port.ts";
import type { Conversation } from "./messages.ts";

/** Where to say what nobody has asked for: channels by their purpose, and people in their direct messages. */
export interface Places {
  /**
   * The channels for a purpose on platforms that are connected. With a team: its own, or those that belong to no
   * team where it has none; without one: those that belong to no team.
   */
  for(purpose: ChannelPurpose, team?: string): Conversation[];
  /** The direct messages of a person, on every connected platform that they have an account on. */
  direct(personId: string): Conversation[];
}

type Connected = Pick<ChatPort, "platform" | "workspaces">;

function workspaceOf(platform: string, chats: readonly Connected[]): string | undefined {
  return chats.find((chat) => chat.platform === platform)?.workspaces()[0];
}

/** Reads the connections anew at every call: workspaces come and go. */
export function createPlaces(
  { channels, people }: Pick<Config, "channels" | "people">,
  chats: () => readonly Connected[],
): Places {
  function at(platform: string, channel: string): Conversation[] {
    const workspace = workspaceOf(platform, chats());
    return workspace === undefined ? [] : [{ platform, workspace, channel }];
  }
  return {
    for(purpose, team) {
      const fitting = channels.filter((channel) => channel.purpose === purpose);
      const own = team === undefined ? [] : fitting.filter((channel) => channel.team === team);
      const chosen = own.length > 0 ? own : fitting.filter((channel) => channel.team === undefined);
      return chosen.flatMap(({ platform, channel }) => at(platform, channel));
    },
    direct(personId) {
      const accounts = people.find(({ id }) => id === personId)?.accounts ?? unlisted(personId);
      return Object.entries(accounts).flatMap(([platform, userId]) =>
        userId === undefined ? [] : at(platform, `@${userId}`),
      );
    },
  };
}

/** People whom the configuration does not name are known as `platform:userId`. */
function unlisted(personId: string): Record<string, string> {
  const [, platform, userId] = /^([^:]+):(.+)$/u.exec(personId) ?? [];
  return platform === undefined || userId === undefined ? {} : { [platform]: userId };
}
