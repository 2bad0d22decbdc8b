import { z } from "zod";
import type { IncomingFile, IncomingMessage, Sender } from "../../../src/chat/messages.ts";
import { sentAtOf } from "../ids.ts";
import type { Reading } from "./envelope.ts";
import { mentions, toPlainText } from "./plain-text.ts";

const SlackFile = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
});

/** Written by a person or a program, as `message` and `app_mention` carry it and shortcuts and edits repeat it. */
export const SlackMessage = z.object({
  subtype: z.string().nullish(),
  user: z.string().min(1).nullish(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  ts: z.string().min(1),
  thread_ts: z.string().nullish(),
  user_team: z.string().nullish(),
  source_team: z.string().nullish(),
  user_profile: z.object({ real_name: z.string().nullish(), display_name: z.string().nullish() }).nullish(),
  files: z.array(SlackFile).nullish().catch([]),
  edited: z.object({ ts: z.string() }).nullish(),
});
export type SlackMessage = z.infer<typeof SlackMessage>;

export const MessageEvent = SlackMessage.extend({
  type: z.enum(["message", "app_mention"]),
  channel: z.string().min(1),
  channel_type: z.string().nullish(),
});
type MessageEvent = z.infer<typeof MessageEvent>;

/** Kinds of message that a person writes; joins, topics, pins and what programs post are none. */
const BY_PERSON: ReadonlySet<string> = new Set(["file_share", "thread_broadcast", "me_message"]);

/** Written by a person, and not by the bot, another bot or Slack itself. */
export function isByPerson(message: SlackMessage, reading: Reading): boolean {
  const { subtype, user, bot_id: botId } = message;
  if (user === null || user === undefined || user === reading.botUserId) return false;
  if (botId !== null && botId !== undefined) return false;
  return subtype === null || subtype === undefined || BY_PERSON.has(subtype);
}

/** Who wrote it, as far as the message says: names and groups are looked up by whoever needs them. */
export function senderOf(message: SlackMessage, workspace: string): Sender {
  const { user, user_profile: profile } = message;
  const name = profile?.display_name || profile?.real_name;
  const team = message.user_team ?? message.source_team;
  const isExternal = team !== null && team !== undefined && team !== workspace;
  return {
    id: user ?? "",
    ...(name ? { name } : {}),
    ...(isExternal ? { isExternal } : {}),
  };
}

export function filesOf(message: Pick<SlackMessage, "files">): IncomingFile[] {
  return (message.files ?? []).map((file) => ({
    id: file.id,
    name: file.name ?? file.title ?? file.id,
    ...(file.mimetype ? { mediaType: file.mimetype } : {}),
    ...(file.size === null || file.size === undefined || file.size < 0
      ? {}
      : { sizeBytes: Math.floor(file.size) }),
  }));
}

/** A file alone says what it is; a message without a word would be about nothing. */
function textOf(message: SlackMessage, botUserId: string | undefined): string {
  const text = toPlainText(message.text ?? "", botUserId);
  const names = filesOf(message).map(({ name }) => name);
  return text === "" && names.length > 0 ? `Look at ${names.join(", ")}` : text;
}

/** A message as the core takes it, whoever it is meant for. */
export function toIncomingMessage(
  message: SlackMessage,
  channel: string,
  { workspace, botUserId, nowMs }: Reading,
): IncomingMessage {
  const { ts, thread_ts: threadTs } = message;
  return {
    platform: "slack",
    workspace,
    channel,
    id: ts,
    // The message that began a thread is not a reply in it.
    ...(threadTs && threadTs !== ts ? { thread: threadTs } : {}),
    from: senderOf(message, workspace),
    sentAt: sentAtOf(ts, nowMs),
    kind: "message",
    text: textOf(message, botUserId),
    files: filesOf(message),
  };
}

export interface Heard {
  readonly incoming: IncomingMessage;
  /** meant: said to the bot. thread: said in a thread, and meant for the bot only if it follows that thread. */
  readonly to: "meant" | "thread";
}

/** A message that is, or may be, for the bot; undefined for everything else that is said in its channels. */
export function hear(event: MessageEvent, reading: Reading): Heard | undefined {
  if (!isByPerson(event, reading)) return undefined;
  // Some senders leave the kind of channel out; the ids of direct messages begin with D.
  const isDirect = event.channel_type === "im" || (!event.channel_type && event.channel.startsWith("D"));
  const plain = toIncomingMessage(event, event.channel, reading);
  const incoming = isDirect ? { ...plain, isDirect } : plain;
  const isMeant = isDirect || event.type === "app_mention" || mentions(event.text ?? "", reading.botUserId);
  if (isMeant) return { incoming, to: "meant" };
  return incoming.thread === undefined ? undefined : { incoming, to: "thread" };
}
