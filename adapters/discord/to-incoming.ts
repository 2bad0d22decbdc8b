import type { Conversation, IncomingMessage, Sender } from "../../src/chat/messages.ts";
import type { Member, Message, User } from "./gateway-events.ts";
import { timeOf } from "./snowflake.ts";

export function nameOf(user: User, member?: Member): string {
  return member?.nick ?? user.global_name ?? user.username;
}

/** Who did something, with their roles where it was in a server. */
export function toSender(user: User, member?: Member): Sender {
  return {
    id: user.id,
    name: nameOf(user, member),
    ...(member === undefined ? {} : { groups: member.roles }),
  };
}

/** When something with this id happened, as the core wants to have it. */
export function sentAt(id: string): string {
  return new Date(timeOf(id)).toISOString();
}

/** What somebody wrote without the mentions of the bot that it began or ended with; one in between keeps a name. */
export function textFor(botId: string, content: string): string {
  const mention = `<@!?${botId}>`;
  return content
    .replace(new RegExp(`^(?:\\s*${mention})+[,:]?\\s*`, "u"), "")
    .replace(new RegExp(`(?:\\s*${mention})+\\s*$`, "u"), "")
    .replace(new RegExp(mention, "gu"), "you");
}

/** A message as the core takes it; `message.member` must be there for roles to be known. */
export function toIncomingMessage(
  message: Message,
  where: Conversation,
  { botId, isDirect }: { readonly botId: string; readonly isDirect: boolean },
): IncomingMessage {
  return {
    ...where,
    kind: "message",
    id: message.id,
    from: toSender(message.author, message.member),
    sentAt: sentAt(message.id),
    text: textFor(botId, message.content),
    files: message.attachments.map(({ id, filename, content_type: type, size }) => ({
      id,
      name: filename,
      ...(type === null || type === undefined ? {} : { mediaType: type }),
      ...(size === undefined ? {} : { sizeBytes: size }),
    })),
    ...(isDirect ? { isDirect: true } : {}),
  };
}
