import type { Conversation, MessageRef } from "./messages.ts";

const PLAIN = /^[A-Za-z0-9._]*$/u;

/** Keeps ids readable in Redis keys and BullMQ job ids, which refuse colons; injective on its input. */
function encodePart(part: string): string {
  return PLAIN.test(part)
    ? part
    : part.replace(/[^A-Za-z0-9._]/gu, (char) => `~${char.codePointAt(0)?.toString(16) ?? ""}~`);
}

/** The identity of a message: a platform's retry of the same message gives the same key. */
export function messageKey(ref: MessageRef): string {
  return [ref.platform, ref.workspace, ref.channel, ref.id].map(encodePart).join("-");
}

/** The identity of a thread; a message outside any thread starts its own. */
export function threadKey(conversation: Conversation & { readonly id?: string }): string {
  const root = conversation.thread ?? conversation.id ?? "";
  return [conversation.platform, conversation.workspace, conversation.channel, root]
    .map(encodePart)
    .join("-");
}

/** The identity of a channel, whatever is said in it. */
export function channelKey(place: Omit<Conversation, "thread">): string {
  return [place.platform, place.workspace, place.channel].map(encodePart).join("-");
}

/** The outbox address of a workspace: which connected adapter can deliver to it. */
export function addressOf(where: { readonly platform: string; readonly workspace: string }): string {
  return [where.platform, where.workspace].map(encodePart).join("-");
}
