import { z } from "zod";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "meeting-books";

/**
 * What of a team's meetings is behind it. Every step is written together with the book as it was read, so of several
 * bots exactly one takes each step.
 */
export const MeetingBook = z.object({
  team: z.string(),
  /** What was due until then is settled; of what is due later, that in `handled`. */
  fromMs: z.number().int(),
  handled: z.array(z.string()),
  /** The last event that a standup has told of. */
  cursor: z.string(),
  /** Since when standups tell, milliseconds. */
  sinceMs: z.number().int(),
});
export type MeetingBook = z.infer<typeof MeetingBook>;

export interface StoredBook {
  readonly book: MeetingBook;
  readonly stored: string | null;
}

const DAY_MS = 86_400_000;

/** A team without a book begins now: what was due before nobody has promised. */
export async function readBook(
  team: string,
  nowMs: number,
  { documents }: Pick<Store, "documents">,
): Promise<StoredBook> {
  const stored = await documents.get(KIND, team);
  if (stored !== undefined) return { book: parseStored(MeetingBook, stored, `docs:${KIND} ${team}`), stored };
  const book = { team, fromMs: nowMs, handled: [], cursor: "0", sinceMs: nowMs - DAY_MS };
  return { book, stored: null };
}

export function bookChange(book: MeetingBook, stored: string | null): DocumentChange {
  return { kind: KIND, id: book.team, value: JSON.stringify(book), expected: stored };
}

/** What the next change of this book expects. */
export function storedAs(book: MeetingBook): StoredBook {
  return { book, stored: JSON.stringify(book) };
}
