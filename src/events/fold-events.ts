import type { DocumentChange, Store } from "../store/store.ts";
import type { LoggedEvent } from "./event.ts";

const CURSORS = "event-cursor";
const PAGE = 500;

/** What a page of the log changes; each change must expect what was read, so that no event counts twice. */
export type FoldPage = (page: readonly LoggedEvent[]) => Promise<readonly DocumentChange[]>;

/** The last event that was folded in under a name; undefined before the first. */
export async function foldedUntil(
  name: string,
  { documents }: Pick<Store, "documents">,
): Promise<string | undefined> {
  return documents.get(CURSORS, name);
}

/**
 * Folds what the event log has and the documents of a feature have not. Cursor and documents move in one write, so an
 * event counts once, whatever crashes and however many processes do it at once. `name` is that of the cursor.
 */
export async function foldEvents(
  name: string,
  store: Pick<Store, "commit" | "documents" | "events">,
  fold: FoldPage,
): Promise<void> {
  for (;;) {
    const from = (await store.documents.get(CURSORS, name)) ?? null;
    const page = await store.events.since(from ?? "0", PAGE);
    const to = page.at(-1)?.id;
    if (to === undefined) return;
    const changes = await fold(page);
    const moved = { kind: CURSORS, id: name, value: to, expected: from };
    const outcome = await store.commit({ documents: [moved, ...changes] });
    // Somebody else was quicker: what they wrote is read again.
    if (outcome === "committed" && page.length < PAGE) return;
  }
}
