import type { Clock } from "../../src/clock.ts";
import { createRecent } from "./discord-memory.ts";

/** Discord lets an interaction be answered for 15 minutes; a little less, for the way there. */
const OPEN_MS = 14.5 * 60_000;

/** An interaction that can still be answered where only one person sees it. */
export interface OpenInteraction {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly channelId: string;
  readonly openedAtMs: number;
  /** Resolves when Discord has heard that it arrived; nothing else can be said before. */
  readonly acknowledged: Promise<void>;
  /** Whether Discord shows that an answer is on its way, until one comes. */
  isWaiting: boolean;
}

/** Interactions of the last minutes. Their tokens stay in memory: after a restart answers are messages. */
export interface InteractionBook {
  add(interaction: Omit<OpenInteraction, "openedAtMs">): OpenInteraction;
  /** Undefined once it is too late. */
  get(id: string): OpenInteraction | undefined;
  /** The newest of a person in a channel. */
  newestOf(userId: string, channelId: string): OpenInteraction | undefined;
  forget(id: string): void;
}

export function createInteractionBook(clock: Clock): InteractionBook {
  const open = createRecent<OpenInteraction>(2_000);
  const isOpen = ({ openedAtMs }: OpenInteraction): boolean => clock.now() - openedAtMs < OPEN_MS;
  return {
    add(interaction) {
      const entry = { ...interaction, openedAtMs: clock.now() };
      open.set(entry.id, entry);
      return entry;
    },
    get(id) {
      const found = open.get(id);
      return found !== undefined && isOpen(found) ? found : undefined;
    },
    newestOf: (userId, channelId) =>
      [...open.values()].findLast(
        (entry) => entry.userId === userId && entry.channelId === channelId && isOpen(entry),
      ),
    forget: (id) => void open.delete(id),
  };
}
