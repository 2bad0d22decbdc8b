import { messageKey, threadKey } from "../../chat/message-key.ts";
import type {
  IncomingDeletion,
  IncomingEdit,
  IncomingMessage,
  IncomingReaction,
  OutgoingMessage,
} from "../../chat/messages.ts";
import type { NewEvent } from "../../events/event.ts";
import { BotError } from "../../errors.ts";
import type { InboxRecord } from "../../inbox/inbox-record.ts";
import type { Task } from "../../tasks/task.ts";
import { threadOf } from "../answer.ts";
import { questionOf } from "../ask-which-agent.ts";
import type { ConversationDeps, Turn } from "../conversation-deps.ts";

/** A message of a person that they changed or took back, and what came of it so far. */
export interface ChangedMessage {
  readonly key: string;
  /** As it was. */
  readonly incoming: IncomingMessage;
  /** The task that it is the request of. */
  readonly task?: Task;
  /** The bot asked who should take it and waits for the answer. */
  readonly hasQuestion: boolean;
}

/** Nothing follows from it. */
export async function settle({ key }: Pick<Turn, "key">, { store }: ConversationDeps): Promise<void> {
  await store.commit({ inbox: { key, state: "done" } });
}

/** Says something in the thread of the message; its status goes on to show where its task stands. */
export async function sayInThread(
  { key, incoming }: Turn<IncomingMessage>,
  message: OutgoingMessage,
  { store }: ConversationDeps,
  events: readonly NewEvent[] = [],
): Promise<void> {
  await store.commit({
    inbox: { key, state: "done" },
    events,
    deliveries: [{ id: `${key}.answer`, content: { kind: "post", to: threadOf(incoming), message } }],
  });
}

/**
 * The message that a change is about; undefined when it is none that the bot took, or somebody else's. A message that
 * nobody has understood yet has to be waited for: throws `conversation.too_soon`, which is retried.
 */
export async function findChanged(
  incoming: IncomingEdit | IncomingDeletion,
  deps: ConversationDeps,
): Promise<ChangedMessage | undefined> {
  const key = messageKey({ ...incoming, id: incoming.target });
  const record = await deps.store.inbox.get(key);
  if (record?.incoming.kind !== "message" || record.incoming.from.id !== incoming.from.id) return undefined;
  if (record.state === "received")
    throw new BotError("conversation.too_soon", "The message itself is still being read.", {
      retryable: true,
    });
  const question = await questionOf(threadKey(threadOf(record.incoming)), deps);
  const task = await taskOfRequest(record, record.incoming, deps);
  const hasQuestion = question?.state === "open" && (await isAbout(question.key, key, deps));
  return { key, incoming: record.incoming, hasQuestion, ...(task === undefined ? {} : { task }) };
}

/** The task that a message is the request of; an earlier edit of it may have opened it. */
async function taskOfRequest(
  { key, taskId }: Pick<InboxRecord, "key" | "taskId">,
  message: IncomingMessage,
  deps: ConversationDeps,
): Promise<Task | undefined> {
  const current = await deps.store.tasks.ofThread(threadKey(threadOf(message)));
  if (current?.source.id === message.id) return current;
  const own = taskId === undefined ? undefined : await deps.store.tasks.get(taskId);
  return own?.sourceKey === key ? own : undefined;
}

/** Whether a question is about this message, as it was or as it was edited. */
async function isAbout(questionKey: string, key: string, deps: ConversationDeps): Promise<boolean> {
  if (questionKey === key) return true;
  const asked = await deps.store.inbox.get(questionKey);
  return (
    asked?.incoming.kind === "edit" && messageKey({ ...asked.incoming, id: asked.incoming.target }) === key
  );
}

/** The request that a key stands for: a message, or a message as somebody has edited it. */
export async function requestOf(key: string, deps: ConversationDeps): Promise<IncomingMessage | undefined> {
  const record = await deps.store.inbox.get(key);
  if (record?.incoming.kind === "message") return record.incoming;
  if (record?.incoming.kind !== "edit") return undefined;
  const { incoming } = record;
  const target = await deps.store.inbox.get(messageKey({ ...incoming, id: incoming.target }));
  return target?.incoming.kind === "message" ? { ...target.incoming, text: incoming.text } : undefined;
}

/** The task that a reaction is about: the one that the message asked for, else the one whose thread it stands in. */
export async function taskOfReaction(
  incoming: IncomingReaction,
  deps: ConversationDeps,
): Promise<Task | undefined> {
  const record = await deps.store.inbox.get(messageKey({ ...incoming, id: incoming.target }));
  const own = record?.taskId === undefined ? undefined : await deps.store.tasks.get(record.taskId);
  const thread = record?.incoming.thread ?? incoming.thread ?? incoming.target;
  return own ?? deps.store.tasks.ofThread(threadKey({ ...incoming, thread }));
}
