import type { NewEvent } from "../events/event.ts";
import type { createScriptRunner } from "./redis-commands.ts";
import type { RedisClient } from "./redis-connection.ts";

/** How long finished things are kept, in days. */
export interface Retention {
  readonly inboxDays: number;
  readonly deliveriesDays: number;
  readonly tasksDays: number;
  readonly eventsDays: number;
}

/** What the parts of the Redis store share. */
export interface StoreContext {
  readonly client: RedisClient;
  readonly root: string;
  readonly script: ReturnType<typeof createScriptRunner>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly retention: Retention;
}

export const DAY_SECONDS = 86_400;

/** The stored form of an event; its id comes from the stream. */
export function eventDocument(event: NewEvent, atMs: number): string {
  return JSON.stringify({ ...event, data: event.data ?? {}, at: new Date(atMs).toISOString() });
}
