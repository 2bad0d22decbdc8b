import type { IncomingMessage } from "../chat/messages.ts";
import { capitalise } from "../text/capitalise.ts";
import { shorten } from "../text/shorten.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Store } from "../store/store.ts";
import { mirrorGroupOf, othersOf } from "./mirror-group.ts";

/** What somebody said is worth this many characters elsewhere; the whole is where they said it. */
const MAX_CHARS = 1_500;

/** What a person says in one thread of a task, for those who read another. */
export async function echoOf(
  key: string,
  message: IncomingMessage,
  store: Pick<Store, "documents">,
): Promise<NewDelivery[]> {
  if (message.thread === undefined) return [];
  const group = await mirrorGroupOf(message, store);
  if (group === undefined) return [];
  const who = message.from.name ?? message.from.id;
  const text = `**${who}** on ${capitalise(message.platform)}: ${shorten(message.text, MAX_CHARS)}`;
  return othersOf(group, message).map((to, index) => ({
    id: `${key}.echo.${index}`,
    taskId: group.taskId,
    isLocal: true,
    content: { kind: "post", to, message: { text } },
  }));
}
