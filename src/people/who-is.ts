import type { ChatPort } from "../chat/chat-port.ts";
import type { Incoming, Sender } from "../chat/messages.ts";
import { BotError } from "../errors.ts";

/** Somebody as they are known so far, at the place where they are known. */
export type WhoIs = (somebody: Pick<Incoming, "platform" | "workspace" | "from">) => Promise<Sender>;

type Asked = Pick<ChatPort, "platform" | "workspaces" | "lookupUser">;

/**
 * Completes a sender with what their platform knows of them: name, groups, whether they are a guest or from another
 * organisation. A platform that says so with the event, or knows nothing of people, is not asked. Rejects while the
 * platform cannot be asked, so that nobody is taken for more than they are.
 */
export function createWhoIs(chats: () => readonly Asked[]): WhoIs {
  return async ({ platform, workspace, from }) => {
    if (from.groups !== undefined) return from;
    const able = chats().filter((chat) => chat.platform === platform && chat.lookupUser !== undefined);
    if (able.length === 0) return from;
    const port = able.find((chat) => chat.workspaces().includes(workspace));
    if (port?.lookupUser === undefined)
      throw new BotError(
        "people.unknown_yet",
        `Who ${from.id} is cannot be asked: ${platform} is not connected.`,
        {
          retryable: true,
        },
      );
    const user = await port.lookupUser(workspace, from.id);
    if (user === undefined) return { ...from, groups: [] };
    const isExternal = from.isExternal === true || user.isExternal === true;
    const isGuest = from.isGuest === true || user.isGuest === true;
    return {
      ...from,
      name: user.name,
      groups: user.groups,
      ...(isGuest ? { isGuest } : {}),
      ...(isExternal ? { isExternal } : {}),
    };
  };
}
