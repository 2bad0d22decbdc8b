import { messageKey, threadKey } from "../chat/message-key.ts";
import type { Conversation, Incoming } from "../chat/messages.ts";
import type { Store } from "../store/store.ts";

/** Whether something said in a thread is meant for the bot: it has a task there, or has asked something. */
export async function followsThread(
  thread: Conversation,
  { tasks, questions }: Pick<Store, "tasks" | "questions">,
): Promise<boolean> {
  const key = threadKey(thread);
  const [task, question] = await Promise.all([tasks.ofThread(key), questions.get(key)]);
  return task !== undefined || question !== undefined;
}

/**
 * Whether a change of a message, or a reaction to it, can matter: adapters hear of every edit in their channels, and
 * only those of what the bot took, or of its own threads, are kept.
 */
export async function mayMatter(
  incoming: Incoming,
  store: Pick<Store, "inbox" | "tasks" | "questions">,
): Promise<boolean> {
  if (incoming.kind !== "edit" && incoming.kind !== "deletion" && incoming.kind !== "reaction") return true;
  const { target } = incoming;
  if ((await store.inbox.get(messageKey({ ...incoming, id: target }))) !== undefined) return true;
  return followsThread({ ...incoming, thread: incoming.thread ?? target }, store);
}
