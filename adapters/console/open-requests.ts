import type { JournalEntry } from "./journal-entry.ts";
import type { RoomState } from "./room-state.ts";
import { isFinal } from "./status-text.ts";

/**
 * Which of a terminal's own requests still wait for an end: a message until its last status, anything else until
 * the bot has said something after taking it.
 */
export interface OpenRequests {
  apply(entry: JournalEntry): void;
  count(): number;
}

export function createOpenRequests(state: RoomState, session: string): OpenRequests {
  const open = new Set<string>();

  function closeAnswered(): void {
    for (const id of open) {
      const message = state.sent.get(id);
      const isAnswered = message?.incoming.kind !== "message" && message?.delivery === "accepted";
      if (isAnswered && message.status === undefined) open.delete(id);
    }
  }

  return {
    apply(entry) {
      switch (entry.entry) {
        case "sent":
          if (entry.session === session) open.add(entry.incoming.id);
          return;
        case "refused":
          open.delete(entry.id);
          return;
        case "status":
          if (isFinal(entry.status)) open.delete(entry.id);
          else if (state.sent.get(entry.id)?.session === session) open.add(entry.id);
          return;
        case "post":
          closeAnswered();
          return;
        case "accepted":
        case "thread":
        case "update":
      }
    },
    count: () => open.size,
  };
}
