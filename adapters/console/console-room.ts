import type { JournalEntry } from "./journal-entry.ts";
import { openJournalFile } from "./journal-file.ts";
import type { Thread } from "./room-state.ts";
import { RoomState } from "./room-state.ts";

export interface ConsoleRoomOptions {
  /** The folder of the journal. */
  readonly folder: string;
  readonly workspace: string;
  readonly newId: () => string;
  readonly maxBytes?: number;
}

/** Hears every entry after `apply`, those of other processes included. */
export type RoomListener = (entry: JournalEntry) => void;

/**
 * The console's "platform": one conversation per workspace, kept in a journal that every terminal on it shares,
 * so that a reply shows up in whichever terminal is open and a restart finds everything where it was.
 */
export interface ConsoleRoom {
  readonly workspace: string;
  readonly state: RoomState;
  append(entry: JournalEntry): void;
  /** Takes in what other processes wrote. */
  refresh(): void;
  /** The thread of a root, opened when there is none yet. */
  openThread(channel: string, root: string): Thread;
  subscribe(listener: RoomListener): void;
  close(): void;
}

export function openConsoleRoom(options: ConsoleRoomOptions): ConsoleRoom {
  const state = new RoomState();
  const listeners: RoomListener[] = [];
  const journal = openJournalFile({
    ...options,
    name: options.workspace,
    onEntry(entry) {
      state.apply(entry);
      for (const listener of listeners) listener(entry);
    },
  });

  function openThread(channel: string, root: string): Thread {
    const known = state.threadOf(channel, root);
    if (known !== undefined) return known;
    const number = state.highestNumber + 1;
    journal.append({ entry: "thread", channel, root, number });
    return state.threadOf(channel, root) ?? { channel, root, number };
  }

  return {
    workspace: options.workspace,
    state,
    append: (entry) => journal.append(entry),
    refresh: () => journal.refresh(),
    openThread,
    subscribe: (listener) => void listeners.push(listener),
    close: () => journal.close(),
  };
}
