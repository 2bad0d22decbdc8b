import type { Conversation } from "../chat/messages.ts";
import type { Store } from "../store/store.ts";
import type { ScopeOf } from "./memory-scope.ts";
import { memoryText } from "./memory-text.ts";
import { addNote, noteRemoval, readNotes } from "./team-notes.ts";
import type { Note } from "./team-notes.ts";
import { oldThreads, readThread, threadRemoval } from "./thread-memory.ts";
import type { ThreadEntry } from "./thread-memory.ts";

export interface MemoryDeps {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly scopeOf: ScopeOf;
  /** What is older is forgotten. */
  readonly keepDays: number;
}

/** What is remembered for a place. */
export interface Remembered {
  /** Decisions and conventions of its circle, oldest first. */
  readonly notes: readonly Note[];
  /** What happened in its thread, oldest first; empty outside any thread. */
  readonly thread: readonly ThreadEntry[];
}

/** What is remembered, each place knowing only what its own circle said. */
export interface Memory {
  readonly scopeOf: ScopeOf;
  of(place: Conversation): Promise<Remembered>;
  /** The same message again gives the same note. */
  note(
    text: string,
    said: { readonly place: Conversation; readonly by: string; readonly source: string },
  ): Promise<Note>;
  /** Forgets a note, the thread, or all notes and the thread, as far as the place knows them; how many there were. */
  forget(what: string, said: { readonly place: Conversation; readonly by: string }): Promise<number>;
  /** Removes what is too old. */
  sweep(): Promise<void>;
}

const DAY_MS = 86_400_000;
const NOTE_CHARS = 500;
const SWEPT_AT_ONCE = 100;

export function createMemory({ store, now, scopeOf, keepDays }: MemoryDeps): Memory {
  const oldest = (): number => now() - keepDays * DAY_MS;
  const isFresh = ({ at }: { readonly at: string }): boolean => Date.parse(at) >= oldest();

  async function of(place: Conversation): Promise<Remembered> {
    const scope = scopeOf(place);
    const notes = (await readNotes(store)).filter((note) => note.scope === scope && isFresh(note));
    const thread = place.thread === undefined ? [] : await readThread(place, store);
    return { notes, thread: thread.filter(isFresh) };
  }

  return {
    scopeOf,
    of,
    async note(text, { place, by, source }) {
      const at = new Date(now()).toISOString();
      return addNote({ scope: scopeOf(place), text: memoryText(text, NOTE_CHARS), by, at, source }, store);
    },
    async forget(what, { place, by }) {
      const { notes, thread } = await of(place);
      const isAll = what === "all";
      const gone = notes.filter(({ id }) => isAll || id === what.toUpperCase());
      const goes = thread.length > 0 && (isAll || what === "thread");
      const documents = [...gone.map(noteRemoval), ...(goes ? [threadRemoval(place)] : [])];
      if (documents.length === 0) return 0;
      const data = { by, notes: gone.map(({ id }) => id), thread: goes };
      await store.commit({ documents, events: [{ type: "memory.forgotten", data }] });
      return documents.length;
    },
    async sweep() {
      const notes = (await readNotes(store)).filter((note) => !isFresh(note)).map(noteRemoval);
      const documents = [...notes, ...(await oldThreads(oldest(), store))].slice(0, SWEPT_AT_ONCE);
      if (documents.length > 0) await store.commit({ documents });
    },
  };
}
