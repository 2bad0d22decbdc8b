import { threadKey } from "../chat/message-key.ts";
import type { Conversation } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Changes, Store } from "../store/store.ts";
import { mirrorGroupOf, othersOf } from "./mirror-group.ts";

/** A copy of a delivery for another thread: an id of its own that follows from where it goes. */
function copyFor(delivery: NewDelivery, to: Conversation): NewDelivery[] {
  const { content } = delivery;
  if (content.kind !== "post" && content.kind !== "live") return [];
  return [{ ...delivery, id: `${delivery.id}.at.${threadKey(to)}`, content: { ...content, to } }];
}

async function withCopies(delivery: NewDelivery, store: Store): Promise<NewDelivery[]> {
  const { content, isLocal = false } = delivery;
  if (isLocal || (content.kind !== "post" && content.kind !== "live") || content.to.thread === undefined)
    return [delivery];
  const group = await mirrorGroupOf(content.to, store);
  if (group === undefined) return [delivery];
  return [delivery, ...othersOf(group, content.to).flatMap((to) => copyFor(delivery, to))];
}

async function mirrored(changes: Changes, store: Store): Promise<Changes> {
  if (changes.deliveries === undefined || changes.deliveries.length === 0) return changes;
  const copies = await Promise.all(changes.deliveries.map(async (each) => withCopies(each, store)));
  return { ...changes, deliveries: copies.flat() };
}

/** A store whose commits say in every thread of a task what they say in one. It costs a read for each thread. */
export function withMirrors(store: Store): Store {
  return { ...store, commit: async (changes) => store.commit(await mirrored(changes, store)) };
}
