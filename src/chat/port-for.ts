import type { ChatPort } from "./chat-port.ts";
import type { Conversation } from "./messages.ts";

/** The connection that serves a workspace now; undefined where none does. */
export function portFor<Port extends Pick<ChatPort, "platform" | "workspaces">>(
  chats: readonly Port[],
  { platform, workspace }: Pick<Conversation, "platform" | "workspace">,
): Port | undefined {
  return chats.find((chat) => chat.platform === platform && chat.workspaces().includes(workspace));
}
