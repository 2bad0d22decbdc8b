import type { ChannelPurpose, Config } from "../config/config.ts";
import type { ChatPort } from "./chat-port.ts";
import type { KnownPerson } from "../permissions/create-permissions.ts";
import { accountsOf } from "../people/accounts-of.ts";
import type { Conversation } from "./messages.ts";
import { portFor } from "./port-for.ts";

/** Where to say what nobody has asked for: channels by their purpose, and people in their direct messages. */
export interface Places {
  /**
   * The channels for a purpose on platforms that are connected. With a team: its own, or those that belong to no
   * team where it has none; without one: those that belong to no team.
   */
  for(purpose: ChannelPurpose, team?: string): Conversation[];
  /**
   * The direct messages of a person, on every connected platform that they have an account on. An account whose
   * workspace nobody knows is looked for where `near` is, then in the first workspace of its platform.
   */
  direct(personId: string, near?: Conversation): Conversation[];
}

type Connected = Pick<ChatPort, "platform" | "workspaces">;

/**
 * Reads the connections anew at every call: workspaces come and go. `people` says which accounts somebody has; without
 * it, those of the configuration.
 */
export function createPlaces(
  { channels, people: configured }: Pick<Config, "channels" | "people">,
  chats: () => readonly Connected[],
  people: () => readonly KnownPerson[] = () => configured,
): Places {
  const workspacesOf = (platform: string): readonly string[] =>
    chats()
      .find((chat) => chat.platform === platform)
      ?.workspaces() ?? [];
  const isConnected = (platform: string, workspace: string): boolean =>
    portFor(chats(), { platform, workspace }) !== undefined;

  /** Where a workspace is said it is that one or none. */
  function at(platform: string, channel: string, workspace = workspacesOf(platform)[0]): Conversation[] {
    return workspace === undefined || !isConnected(platform, workspace)
      ? []
      : [{ platform, workspace, channel }];
  }

  return {
    for(purpose, team) {
      const fitting = channels.filter((channel) => channel.purpose === purpose);
      const own = team === undefined ? [] : fitting.filter((channel) => channel.team === team);
      const chosen = own.length > 0 ? own : fitting.filter((channel) => channel.team === undefined);
      return chosen.flatMap(({ platform, channel, workspace }) => at(platform, channel, workspace));
    },
    direct(personId, near) {
      return accountsOf(personId, people()).flatMap(({ platform, userId, workspace }) => {
        const isNear = near?.platform === platform && isConnected(platform, near.workspace);
        return at(platform, `@${userId}`, workspace ?? (isNear ? near.workspace : undefined));
      });
    },
  };
}
