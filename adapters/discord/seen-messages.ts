import type { Clock } from "../../src/clock.ts";
import { messageOf } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { DiscordMemory } from "./discord-memory.ts";
import { idAt, isAfter, isId, timeOf } from "./snowflake.ts";

const PREFIX = "seen:";
/** Writing each one down would be a write for every message in every channel; fetching some again does no harm. */
const WRITE_EVERY_MS = 2_000;
const MARGIN_MS = 60_000;
const FORGET_AFTER_MS = 30 * 86_400_000;

/** Up to which message each watched channel was dealt with, across restarts. */
export interface SeenMessages {
  load(): Promise<void>;
  /** The newest message that was dealt with; undefined for channels that nobody watches. */
  lastOf(channelId: string): string | undefined;
  /** From this message on (default: the last minute), what is said here while the bot is away is fetched on its return. */
  watch(channelId: string, messageId?: string): void;
  /** Everything up to this message was dealt with. Not watched: no effect. */
  note(channelId: string, messageId: string): void;
  watched(): readonly string[];
  forget(channelId: string): void;
  /** Writes down what is not written yet. */
  flush(): Promise<void>;
}

export function createSeenMessages(deps: {
  readonly memory: DiscordMemory;
  readonly clock: Clock;
  readonly log: Logger;
}): SeenMessages {
  const { memory, clock, log } = deps;
  const seen = new Map<string, string>();
  const dirty = new Set<string>();
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    for (const channelId of dirty) {
      dirty.delete(channelId);
      const id = seen.get(channelId);
      const done = id === undefined ? memory.remove(PREFIX + channelId) : memory.set(PREFIX + channelId, id);
      await done.catch((error: unknown) => {
        log.warn({ error: messageOf(error) }, "could not write down how far Discord was read");
      });
    }
  }

  async function writeLater(): Promise<void> {
    await clock.sleep(WRITE_EVERY_MS);
    writing = undefined;
    await write();
  }

  function soon(channelId: string): void {
    dirty.add(channelId);
    writing ??= writeLater();
  }

  return {
    async load() {
      const oldest = clock.now() - FORGET_AFTER_MS;
      for (const [key, id] of await memory.list(PREFIX)) {
        if (!isId(id) || timeOf(id) < oldest) await memory.remove(key);
        else seen.set(key.slice(PREFIX.length), id);
      }
    },
    lastOf: (channelId) => seen.get(channelId),
    watch(channelId, messageId) {
      if (seen.has(channelId)) return;
      // Our clock may be ahead of Discord's, and nothing is answered twice.
      seen.set(channelId, messageId ?? idAt(clock.now() - MARGIN_MS));
      soon(channelId);
    },
    note(channelId, messageId) {
      const before = seen.get(channelId);
      if (before === undefined || !isAfter(messageId, before)) return;
      seen.set(channelId, messageId);
      soon(channelId);
    },
    watched: () => [...seen.keys()],
    forget(channelId) {
      if (seen.delete(channelId)) soon(channelId);
    },
    flush: write,
  };
}
