import type { Incoming, MessageRef, OutgoingMessage } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Changes, Store } from "../store/store.ts";
import type { Turn } from "./conversation-deps.ts";

/** The message itself as a place: a choice or command shows its status where it was made. */
export function refOf(incoming: Incoming): MessageRef {
  const { platform, workspace, channel, thread, id } = incoming;
  return { platform, workspace, channel, id, ...(thread === undefined ? {} : { thread }) };
}

/** The thread that belongs to a message; a message outside any thread opens its own. */
export function threadOf(incoming: Incoming) {
  const { platform, workspace, channel, thread, id } = incoming;
  return { platform, workspace, channel, thread: thread ?? id };
}

/** The answer to a message or command, where its asker reads it; `isPrivate` keeps it from everybody else. */
export function toDelivery(
  { key, incoming }: Turn,
  message: OutgoingMessage,
  isPrivate = false,
): NewDelivery {
  const to = threadOf(incoming);
  const id = `${key}.answer`;
  // What one person asked by command or form concerns that person; everything else is said where it was asked.
  return isPrivate || incoming.kind === "command" || incoming.kind === "form"
    ? { id, content: { kind: "private", to, userId: incoming.from.id, message } }
    : { id, content: { kind: "post", to, message } };
}

/** The status that shows an answered message as done. */
export function doneStatus({ key, incoming }: Turn): NewDelivery[] {
  if (incoming.kind !== "message") return [];
  return [
    { id: `${key}.status`, content: { kind: "status", target: refOf(incoming), status: { state: "done" } } },
  ];
}

/** What belongs into the write of an answer, and whether only its asker sees it. */
export interface AnswerChanges extends Pick<
  Changes,
  "events" | "question" | "label" | "documents" | "deliveries"
> {
  readonly isPrivate?: boolean;
}

/** Ends a message with one answer: reply, status and inbox in one write. */
export async function answer(
  turn: Turn,
  message: OutgoingMessage,
  store: Store,
  { isPrivate = false, ...more }: AnswerChanges = {},
): Promise<void> {
  await store.commit({
    ...more,
    inbox: { key: turn.key, state: "done" },
    events: [...(more.events ?? []), { type: "message.answered", messageKey: turn.key }],
    deliveries: [toDelivery(turn, message, isPrivate), ...(more.deliveries ?? []), ...doneStatus(turn)],
  });
}
