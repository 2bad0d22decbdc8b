import type { ChatPort } from "../chat/chat-port.ts";
import type { Conversation } from "../chat/messages.ts";
import type { Config } from "../config/config.ts";

/**
 * Where messages about the installation itself go: the channels for alerts on platforms that are connected. Without
 * one, whoever looks after the installation is told by other means.
 */
export function operationsPlaces(
  channels: Config["channels"],
  chats: readonly Pick<ChatPort, "platform" | "workspaces">[],
): Conversation[] {
  return channels.flatMap(({ platform, channel, purpose }) => {
    const chat = chats.find((each) => each.platform === platform);
    const workspace = chat?.workspaces()[0];
    return purpose !== "alerts" || workspace === undefined ? [] : [{ platform, workspace, channel }];
  });
}
