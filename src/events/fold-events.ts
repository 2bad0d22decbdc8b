import type { DocumentChange, Store } from "../store/store.ts";
import type { LoggedEvent } from "./event.ts";

const CURSORS = "event-cursor";
const PAGE = 500;

/** What a page of the log changes; each change must expect what was read, so that no event counts twice. */
export type FoldPage = (page: readonly LoggedEvent[]) => Promise<readonly DocumentChange[]>;

type Log = Pick<Store, "commit" | "documents" | "events">;

/** The last event that was folded in under a name; undefined before the first. */
export async function foldedUntil(
  name: string,
  { documents }: Pick<Store, "documents">,
): Promise<string | undefined> {
  return documents.get(CURSORS, name);
}

/** A run that is under way, and the one that begins after it for whoever came too late for this one. */
interface Turn {
  readonly running: Promise<void>;
  next: Promise<void> | undefined;
}

/** By the log and the name of the cursor: callers of one process share runs instead of racing each other. */
const turns = new WeakMap<Log["events"], Map<string, Turn>>();

function turnsOf({ events }: Log): Map<string, Turn> {
  const known = turns.get(events) ?? new Map<string, Turn>();
  turns.set(events, known);
  return known;
}

/**
 * Folds what the event log has and the documents of a feature have not. Cursor and documents move in one write, so an
 * event counts once, whatever crashes and however many processes do it at once. `name` is that of the cursor, and
 * stands for what is done with a page. Resolves when all that was logged before the call is folded in.
 */
export async function foldEvents(name: string, store: Log, fold: FoldPage): Promise<void> {
  const all = turnsOf(store);
  const begin = async (): Promise<void> => {
    const turn: Turn = { running: foldToEnd(name, store, fold), next: undefined };
    all.set(name, turn);
    try {
      await turn.running;
    } finally {
      if (all.get(name) === turn) all.delete(name);
    }
  };
  const current = all.get(name);
  if (current === undefined) return begin();
  // What is under way may have read the log already.
  current.next ??= current.running.then(begin, begin);
  return current.next;
}

async function foldToEnd(name: string, store: Log, fold: FoldPage): Promise<void> {
  let end: string | undefined;
  for (;;) {
    const from = (await foldedUntil(name, store)) ?? null;
    if (from !== null && end !== undefined && isAtLeast(from, end)) return;
    const page = await store.events.since(from ?? "0", PAGE);
    const to = page.at(-1)?.id;
    if (to === undefined) return;
    if (page.length < PAGE) end ??= to;
    const changes = await fold(page);
    const moved = { kind: CURSORS, id: name, value: to, expected: from };
    const outcome = await store.commit({ documents: [moved, ...changes] });
    if (outcome === "committed" && page.length < PAGE) return;
    // Somebody else was quicker: what they wrote is read again, unless they came to the end that was there at first.
  }
}

/** Whether an event is another one or was logged after it. Ids are two numbers that grow, as those of Redis streams. */
function isAtLeast(id: string, other: string): boolean {
  const [[ms = 0, count = 0], [otherMs = 0, otherCount = 0]] = [id, other].map((each) =>
    each.split("-").map(Number),
  ) as [number[], number[]];
  return ms > otherMs || (ms === otherMs && count >= otherCount);
}
