import { z } from "zod";
import type {
  IncomingDeletion,
  IncomingEdit,
  IncomingMessage,
  IncomingReaction,
  ReactionVerb,
} from "../../../src/chat/messages.ts";
import { sentAtOf } from "../ids.ts";
import type { Reading } from "./envelope.ts";
import { mentions, toPlainText } from "./plain-text.ts";
import { isByPerson, senderOf, SlackMessage, toIncomingMessage } from "./to-message.ts";

export const ChangedEvent = z.object({
  subtype: z.literal("message_changed"),
  channel: z.string().min(1),
  message: SlackMessage,
  previous_message: SlackMessage.partial().nullish(),
});

export const DeletedEvent = z.object({
  subtype: z.literal("message_deleted"),
  channel: z.string().min(1),
  deleted_ts: z.string().min(1),
  previous_message: SlackMessage.nullish(),
});

export const ReactionEvent = z.object({
  type: z.literal("reaction_added"),
  user: z.string().min(1),
  reaction: z.string().min(1),
  item: z.object({ type: z.literal("message"), channel: z.string().min(1), ts: z.string().min(1) }),
  event_ts: z.string().min(1),
});

interface Place {
  readonly channel: string;
  readonly message: SlackMessage;
  readonly reading: Reading;
}

function place({ channel, message, reading }: Place, id: string, ts: string) {
  const { ts: target, thread_ts: thread } = message;
  return {
    platform: "slack",
    workspace: reading.workspace,
    channel,
    id,
    ...(thread && thread !== target ? { thread } : {}),
    from: senderOf(message, reading.workspace),
    sentAt: sentAtOf(ts, reading.nowMs),
    target,
  };
}

function deletion(where: Place): IncomingDeletion {
  const { ts } = where.message;
  return {
    ...place(where, `deletion.${ts}`, ts),
    sentAt: new Date(where.reading.nowMs).toISOString(),
    kind: "deletion",
  };
}

/** What an edit is to the core. A mention that was added later is a message of its own, if nothing is known of it yet. */
export interface Changed {
  readonly change: IncomingEdit | IncomingDeletion;
  readonly mentioned?: IncomingMessage;
}

/**
 * An edit by the message's writer. Slack sends the same event when it unfurls a link or counts a reply, and when a
 * deleted message stays as a tombstone because its thread has replies.
 */
export function toChanged(event: z.infer<typeof ChangedEvent>, reading: Reading): Changed | undefined {
  const { channel, message, previous_message: previous } = event;
  if (message.subtype === "tombstone") {
    const gone = SlackMessage.safeParse({ ...previous, ts: message.ts });
    if (!gone.success || !isByPerson(gone.data, reading)) return undefined;
    return { change: deletion({ channel, message: gone.data, reading }) };
  }
  if (!message.edited || !isByPerson(message, reading) || message.text === previous?.text) return undefined;
  const { edited, ts } = message;
  const change: IncomingEdit = {
    ...place({ channel, message, reading }, `edit.${ts}.${edited.ts}`, edited.ts),
    kind: "edit",
    text: toPlainText(message.text ?? "", reading.botUserId),
  };
  const isNew =
    mentions(message.text ?? "", reading.botUserId) && !mentions(previous?.text ?? "", reading.botUserId);
  return isNew ? { change, mentioned: toIncomingMessage(message, channel, reading) } : { change };
}

export function toDeletion(
  event: z.infer<typeof DeletedEvent>,
  reading: Reading,
): IncomingDeletion | undefined {
  const { channel, previous_message: previous, deleted_ts: ts } = event;
  if (!previous || !isByPerson(previous, reading)) return undefined;
  return deletion({ channel, message: { ...previous, ts }, reading });
}

/** Which emoji asks for what; names without colons. */
export type ReactionVerbs = Readonly<Record<ReactionVerb, readonly string[]>>;

/** A reaction that is a verb; undefined for all others, and for the bot's own. */
export function toReaction(
  event: z.infer<typeof ReactionEvent>,
  verbs: ReactionVerbs,
  reading: Reading,
): IncomingReaction | undefined {
  if (event.user === reading.botUserId) return undefined;
  const emoji = event.reaction.replace(/::skin-tone-\d$/u, "");
  const verb = (["stop", "take", "done"] as const).find((each) => verbs[each].includes(emoji));
  if (verb === undefined) return undefined;
  const { channel, ts } = event.item;
  return {
    platform: "slack",
    workspace: reading.workspace,
    channel,
    id: `reaction.${ts}.${event.user}.${emoji}.${event.event_ts}`,
    from: { id: event.user },
    sentAt: sentAtOf(event.event_ts, reading.nowMs),
    kind: "reaction",
    target: ts,
    verb,
  };
}
