import { threadKey } from "../chat/message-key.ts";
import type { Conversation } from "../chat/messages.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Changes, Store } from "../store/store.ts";
import { mirrorGroupOf, othersOf } from "./mirror-group.ts";

/** A delivery that every thread of its task is to show: a message in a thread, unless it is meant for that one alone. */
interface Shown {
  readonly delivery: NewDelivery;
  readonly content: Extract<NewDelivery["content"], { readonly kind: "post" | "live" }>;
}

function shownOf(delivery: NewDelivery): Shown | undefined {
  const { content, isLocal = false } = delivery;
  if (isLocal || (content.kind !== "post" && content.kind !== "live")) return undefined;
  return content.to.thread === undefined ? undefined : { delivery, content };
}

/** A copy for another thread: an id of its own that follows from where it goes. */
function copyFor({ delivery, content }: Shown, to: Conversation): NewDelivery {
  return { ...delivery, id: `${delivery.id}.at.${threadKey(to)}`, content: { ...content, to } };
}

async function mirrored(changes: Changes, store: Store): Promise<Changes> {
  const { deliveries = [] } = changes;
  const threads = new Map(
    deliveries.flatMap((delivery) => {
      const to = shownOf(delivery)?.content.to;
      return to === undefined ? [] : [[threadKey(to), to] as const];
    }),
  );
  if (threads.size === 0) return changes;
  const groups = new Map(
    await Promise.all([...threads].map(async ([key, to]) => [key, await mirrorGroupOf(to, store)] as const)),
  );
  const withCopies = (delivery: NewDelivery): NewDelivery[] => {
    const shown = shownOf(delivery);
    const group = shown === undefined ? undefined : groups.get(threadKey(shown.content.to));
    if (shown === undefined || group === undefined) return [delivery];
    return [delivery, ...othersOf(group, shown.content.to).map((to) => copyFor(shown, to))];
  };
  return { ...changes, deliveries: deliveries.flatMap(withCopies) };
}

/** A store whose commits say in every thread of a task what they say in one. It costs a read for each thread. */
export function withMirrors(store: Store): Store {
  return { ...store, commit: async (changes) => store.commit(await mirrored(changes, store)) };
}
