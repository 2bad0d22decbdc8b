import type { Conversation, Incoming, MessageRef } from "../chat/messages.ts";
import { begunBy } from "../outbox/begun-thread.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import { shorten } from "../text/shorten.ts";
import { refOf, threadOf } from "./answer.ts";

/** So much of a request is shown above its thread; the whole is kept with the task. */
const MAX_CHARS = 600;

export interface TaskPlace {
  readonly thread: Conversation;
  /** The message that shows where the task stands. */
  readonly source: MessageRef;
  /** What begins the thread, where nothing is there yet to answer below. */
  readonly deliveries: readonly NewDelivery[];
}

/**
 * Where the task of a request lives: below the message it was asked with. What nobody else sees, such as a command or
 * a form of some platforms, has none: there the bot says first who asks for what, and that is where the thread begins.
 */
export function placeOf(source: Incoming, { key, text }: { key: string; text: string }): TaskPlace {
  if (source.isUnseen !== true || source.thread !== undefined)
    return { thread: threadOf(source), source: refOf(source), deliveries: [] };
  const id = `${key}.root`;
  const { platform, workspace, channel, from } = source;
  const begun = begunBy(id);
  const thread = { platform, workspace, channel, thread: begun };
  const quote = shorten(text.trim(), MAX_CHARS).replace(/^/gmu, "> ");
  const message = { text: `**${from.name ?? from.id}** asks:\n${quote}` };
  return {
    thread,
    source: { platform, workspace, channel, id: begun },
    deliveries: [
      { id, isLocal: true, content: { kind: "post", to: thread, message } },
      ...(source.kind === "command" ? [told(source, key)] : []),
    ],
  };
}

/** A command is answered where it was used, and here the answer is elsewhere. */
function told(source: Incoming, key: string): NewDelivery {
  const message = { text: "I take it on, in a thread of its own." };
  const content = { kind: "private", to: threadOf(source), userId: source.from.id, message } as const;
  return { id: `${key}.answer`, isLocal: true, content };
}
