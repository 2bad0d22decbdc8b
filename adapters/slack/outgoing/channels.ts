import type { Conversation } from "../../../src/chat/messages.ts";
import { BotError } from "../../../src/errors.ts";
import type { SlackCalls } from "./slack-call.ts";
import { meaningOf } from "./slack-errors.ts";

const KEPT = 5_000;

export interface Channels {
  /** The id of a channel; `@<user id>` is that person's direct messages, which are opened. */
  idOf(place: Pick<Conversation, "workspace" | "channel">): Promise<string>;
  /** Does something in a channel, and where the bot is no member of it, joins if it may and does it again. */
  inside<T>(workspace: string, channel: string, act: () => Promise<T>): Promise<T>;
}

export function createChannels(calls: SlackCalls): Channels {
  const direct = new Map<string, string>();
  return {
    async idOf({ workspace, channel }) {
      if (!channel.startsWith("@")) return channel;
      const key = `${workspace} ${channel}`;
      const known = direct.get(key);
      if (known !== undefined) return known;
      const users = channel.slice(1);
      const opened = await calls.call(workspace, "conversations.open", (client) =>
        client.conversations.open({ users }),
      );
      const id = opened.channel?.id;
      if (id === undefined)
        throw new BotError("chat.refused", "Slack opened no direct messages with this person.");
      if (direct.size >= KEPT) direct.clear();
      direct.set(key, id);
      return id;
    },
    async inside(workspace, channel, act) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof BotError) || meaningOf(error.cause) !== "join") throw error;
        const joined = await calls.attempt(workspace, `conversations.join ${channel}`, (client) =>
          client.conversations.join({ channel }),
        );
        if (joined === undefined) throw error;
        return act();
      }
    },
  };
}
