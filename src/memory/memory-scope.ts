import { channelKey } from "../chat/message-key.ts";
import type { Conversation } from "../chat/messages.ts";

interface KnownChannel {
  readonly id: string;
  readonly platform: string;
  readonly channel: string;
  readonly team?: string | undefined;
  /** What is said there stays there, whatever team it belongs to. */
  readonly private?: boolean | undefined;
}

interface KnownTeam {
  readonly id: string;
  readonly channels: readonly string[];
}

type Place = Omit<Conversation, "thread">;

/** Names the circle of people that may know what was said in a place. */
export type ScopeOf = (place: Place) => string;

/**
 * The channels of a team share what they know. Every other conversation knows its own alone: direct messages, private
 * channels, and channels of which the configuration says nothing.
 */
export function createScopeOf(channels: readonly KnownChannel[], teams: readonly KnownTeam[]): ScopeOf {
  return (place) => {
    const known = channels.find(
      ({ platform, channel }) => platform === place.platform && channel === place.channel,
    );
    const team =
      known?.team ?? teams.find((each) => known !== undefined && each.channels.includes(known.id))?.id;
    return team === undefined || known?.private === true ? `here/${channelKey(place)}` : `team/${team}`;
  };
}

export function isOfTeam(scope: string): boolean {
  return scope.startsWith("team/");
}
