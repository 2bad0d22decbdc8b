import { z } from "zod";
import { BotError } from "../errors.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";

const KIND = "memory";
const TRIES = 20;

/** A decision or convention that somebody asked to remember. */
export const Note = z.object({
  /** `M3`, counted over all places. */
  id: z.string(),
  /** Who may know it; see `ScopeOf`. */
  scope: z.string(),
  text: z.string(),
  /** How the person who said it is called. */
  by: z.string(),
  at: z.iso.datetime(),
  /** Of the message that it was said in. */
  source: z.string(),
});
export type Note = z.infer<typeof Note>;

function numberOf({ id }: Pick<Note, "id">): number {
  return Number(id.slice(1));
}

/** All that are stored, of all scopes, in the order in which they were made. */
export async function readNotes({ documents }: Pick<Store, "documents">): Promise<Note[]> {
  const all = [...(await documents.list(KIND))];
  return all
    .map(([id, json]) => parseStored(Note, json, `docs:${KIND} ${id}`))
    .sort((a, b) => numberOf(a) - numberOf(b));
}

export function noteRemoval({ id }: Pick<Note, "id">): DocumentChange {
  return { kind: KIND, id, value: null };
}

/** Stores a note; the same message again gives the note that it made the first time. */
export async function addNote(
  added: Omit<Note, "id">,
  store: Pick<Store, "commit" | "documents">,
): Promise<Note> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const notes = await readNotes(store);
    const earlier = notes.find(({ source }) => source === added.source);
    if (earlier !== undefined) return earlier;
    const note: Note = { ...added, id: `M${Math.max(0, ...notes.map(numberOf)) + 1}` };
    const outcome = await store.commit({
      documents: [{ kind: KIND, id: note.id, value: JSON.stringify(note), expected: null }],
      events: [{ type: "memory.noted", messageKey: note.source, data: { note: note.id } }],
    });
    if (outcome === "committed") return note;
  }
  throw new BotError("memory.busy", "The memory changed too often to be written.", { retryable: true });
}
