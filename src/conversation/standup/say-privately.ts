import type { NewDelivery } from "../../outbox/delivery.ts";
import type { Changes } from "../../store/store.ts";
import { doneStatus, toDelivery } from "../answer.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";

const TRIES = 5;

/** For whoever wrote or pressed alone: what concerns one person is no news for a channel. */
function toSender(turn: Turn, text: string): NewDelivery {
  return toDelivery(turn, { text }, turn.incoming.kind !== "message");
}

export interface Said extends Pick<Changes, "documents" | "deliveries" | "events"> {
  readonly text: string;
}

/**
 * Ends a turn with an answer that only its sender sees, together with what it changes. When somebody else has changed
 * the same meanwhile, `decide` looks again.
 */
export async function sayPrivately(
  turn: Turn,
  decide: () => Promise<Said>,
  { store }: Pick<ConversationDeps, "store">,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { text, documents = [], deliveries = [], events = [] } = await decide();
    const written = await store.commit({
      inbox: { key: turn.key, state: "done" },
      documents,
      events: [...events, { type: "message.answered", messageKey: turn.key }],
      deliveries: [toSender(turn, text), ...deliveries, ...doneStatus(turn)],
    });
    if (written === "committed") return;
  }
  const text = "Others were quicker again and again. Please try it once more.";
  await store.commit({ inbox: { key: turn.key, state: "done" }, deliveries: [toSender(turn, text)] });
}
