import { z } from "zod";
import type { OpenedPlace } from "../chat/chat-port.ts";
import { channelKey } from "../chat/message-key.ts";
import type { Logger } from "../log/logger.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { Store } from "../store/store.ts";
import type { Delivery } from "./delivery.ts";

/** Documents of channels that the bot was not let in to, with what it was refused there. */
const KIND = "shut-places";
const TRIES = 30;
/** So much is remembered of one channel; the rest stays a dead letter like any other. */
const KEPT = 500;

const Shut = z.object({
  platform: z.string(),
  workspace: z.string(),
  channel: z.string(),
  /** Ids of deliveries, in the order in which they were refused. */
  refused: z.array(z.string()),
  /** When the last of them was. */
  atMs: z.number(),
});

function parse(id: string, stored: string): z.infer<typeof Shut> {
  return parseStored(Shut, stored, `docs:${KIND} ${id}`);
}

/** Remembers what could not be posted for want of an invitation or a permission, for when there is one. */
export async function noteShut(
  { id: deliveryId, content }: Pick<Delivery, "id" | "content">,
  { store, nowMs }: { readonly store: Pick<Store, "documents" | "commit">; readonly nowMs: number },
): Promise<void> {
  const { platform, workspace, channel } = content.kind === "status" ? content.target : content.to;
  const place = { platform, workspace, channel };
  const id = channelKey(place);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const stored = await store.documents.get(KIND, id);
    const known = stored === undefined ? [] : parse(id, stored).refused;
    const refused = [...known.filter((each) => each !== deliveryId), deliveryId].slice(-KEPT);
    const value = JSON.stringify({ ...place, refused, atMs: nowMs });
    const change = { kind: KIND, id, value, expected: stored ?? null };
    if ((await store.commit({ documents: [change] })) === "committed") return;
  }
}

/**
 * The bot has been let in: what it was refused there is posted in its order. Of several that hear of it one does it,
 * and what is refused once more is remembered again.
 */
export async function retryShut(
  place: OpenedPlace,
  { store, log }: { readonly store: Store; readonly log: Logger },
): Promise<void> {
  const { platform, workspace, channel } = place;
  for (const [id, stored] of await store.documents.list(KIND)) {
    const shut = parse(id, stored);
    if (shut.platform !== platform || shut.workspace !== workspace) continue;
    if (channel !== undefined && shut.channel !== channel) continue;
    const taken = await store.commit({ documents: [{ kind: KIND, id, value: null, expected: stored }] });
    if (taken === "conflict") continue;
    const retried = await store.deliveries.reviveAll(shut.refused);
    log.info(
      { platform, workspace, channel: shut.channel, retried },
      "the bot is let in, what waits is posted",
    );
  }
}

/** Forgets channels where nothing was refused since a moment: it stays a dead letter as long as those are kept. */
export async function forgetShut(
  store: Pick<Store, "documents" | "commit">,
  beforeMs: number,
): Promise<void> {
  for (const [id, stored] of await store.documents.list(KIND))
    if (parse(id, stored).atMs < beforeMs)
      await store.commit({ documents: [{ kind: KIND, id, value: null, expected: stored }] });
}
