import type { Conversation, MessageRef } from "../chat/messages.ts";
import type { DeliveryRepository } from "../store/store.ts";
import type { Delivery, DeliveryContent } from "./delivery.ts";

const BEGUN_BY = "delivery:";

/** Stands for a thread, or a message, that there will be once this delivery is sent. */
export function begunBy(deliveryId: string): string {
  return `${BEGUN_BY}${deliveryId}`;
}

function beginnerOf(id: string | undefined): string | undefined {
  return id?.startsWith(BEGUN_BY) === true ? id.slice(BEGUN_BY.length) : undefined;
}

/** The thread below a message. */
export function threadBelow({ id, thread, ...channel }: MessageRef): Conversation {
  return { ...channel, thread: thread ?? id };
}

/** The thread that this delivery begins, by the name that it went by; undefined for a delivery like any other. */
export function threadBegunBy({ id, content }: Pick<Delivery, "id" | "content">): Conversation | undefined {
  return content.kind === "post" && content.to.thread === begunBy(id) ? content.to : undefined;
}

/**
 * Where a delivery really goes: a thread that was begun by another one is the thread below the message which that one
 * became. It goes to the channel itself where it begins the thread, or where nothing is known of what began it.
 */
export async function toRealPlace(
  { id, content }: Pick<Delivery, "id" | "content">,
  { refOf }: Pick<DeliveryRepository, "refOf">,
): Promise<DeliveryContent> {
  if (content.kind === "status") {
    const beginner = beginnerOf(content.target.id);
    const root = beginner === undefined ? undefined : await refOf(beginner);
    return root === undefined ? content : { ...content, target: root };
  }
  const beginner = beginnerOf(content.to.thread);
  if (beginner === undefined) return content;
  const root = beginner === id ? undefined : await refOf(beginner);
  const { thread: _begun, ...channel } = content.to;
  return { ...content, to: root === undefined ? channel : threadBelow(root) };
}
