import type { ChatPort } from "../../../src/chat/chat-port.ts";
import type { Conversation } from "../../../src/chat/messages.ts";
import type { SlackCalls } from "./slack-call.ts";
import { causeOf, slackWordOf } from "./slack-errors.ts";

const FOREIGN =
  "I am no part of that conversation, and nobody can add me to one between two people: ask in a channel that I am in.";
const ARCHIVED = "That channel is archived: somebody has to unarchive it first.";

type Access = "in" | "outside" | "archived";

/**
 * Whether the bot can post in a channel that something was asked in. A public one it joins, as it would to post. Slack
 * says of a private one that the bot is no member of that it does not exist.
 */
async function accessTo({ workspace, channel }: Conversation, calls: SlackCalls): Promise<Access> {
  try {
    const answer = await calls.call(workspace, "conversations.info", (client) =>
      client.conversations.info({ channel }),
    );
    if (answer.channel?.is_archived === true) return "archived";
    if (answer.channel?.is_member !== false || answer.channel.is_im === true) return "in";
  } catch (error) {
    if (slackWordOf(causeOf(error)) === "channel_not_found") return "outside";
    throw error;
  }
  const joined = await calls.attempt(workspace, `conversations.join ${channel}`, (client) =>
    client.conversations.join({ channel }),
  );
  return joined === undefined ? "outside" : "in";
}

/** What people type to invite the bot. */
async function invitation(workspace: string, calls: SlackCalls): Promise<string> {
  const who = await calls.attempt(workspace, "auth.test", (client) => client.auth.test());
  return `\`/invite @${who?.user ?? "switchyard"}\``;
}

export function createFindObstacle(calls: SlackCalls): NonNullable<ChatPort["obstacleAt"]> {
  return async (to) => {
    if (to.channel.startsWith("@")) return undefined;
    switch (await accessTo(to, calls)) {
      case "in":
        return undefined;
      case "archived":
        return ARCHIVED;
      case "outside":
        return to.channel.startsWith("D")
          ? FOREIGN
          : `I am not in that channel: ${await invitation(to.workspace, calls)}, sent there, lets me in.`;
    }
  };
}
