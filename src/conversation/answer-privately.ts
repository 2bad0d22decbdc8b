import type { OutgoingMessage } from "../chat/messages.ts";
import type { Store } from "../store/store.ts";
import { doneStatus, threadOf } from "./answer.ts";
import type { Turn } from "./conversation-deps.ts";

/** Ends a message with one answer that only whoever wrote it sees, where the platform can. */
export async function answerPrivately(
  turn: Turn,
  message: OutgoingMessage,
  store: Pick<Store, "commit">,
): Promise<void> {
  const { key, incoming } = turn;
  const to = threadOf(incoming);
  await store.commit({
    inbox: { key, state: "done" },
    events: [{ type: "message.answered", messageKey: key }],
    deliveries: [
      { id: `${key}.answer`, content: { kind: "private", to, userId: incoming.from.id, message } },
      ...doneStatus(turn),
    ],
  });
}
