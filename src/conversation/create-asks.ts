import type { ChatReceiver } from "../chat/chat-port.ts";
import { openHome, type HomeDeps } from "../board/publish-homes.ts";
import type { ConversationDeps } from "./conversation-deps.ts";
import { formFor } from "./forms/form-for.ts";
import { suggest } from "./suggest.ts";

/** What adapters may ask the core beside handing things in; answered at once, without the queue. */
export type Asks = Pick<ChatReceiver, "formFor" | "suggest" | "homeOpened">;

/** Nothing of it changes anything but who has looked at their home. */
export function createAsks(
  conversation: ConversationDeps,
  homes: Pick<HomeDeps, "chats" | "log">,
): Required<Asks> {
  return {
    async formFor(incoming) {
      const { whoIs } = conversation;
      const from = whoIs === undefined ? incoming.from : await whoIs(incoming);
      return formFor({ ...incoming, from }, conversation);
    },
    suggest: async (request) => suggest(request, conversation),
    homeOpened: async (person) => openHome(person, { ...conversation, ...homes }),
  };
}
