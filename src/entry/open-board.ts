import type { RecurringJob } from "../../jobs/clockwork.ts";
import { refreshBoards } from "../board/refresh-board.ts";
import type { ChatPort } from "../chat/chat-port.ts";
import type { Places } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Logger } from "../log/logger.ts";
import type { People } from "../people/people.ts";
import { createWhoIs } from "../people/who-is.ts";
import type { Permissions } from "../permissions/permissions.ts";
import type { ConnectedStore } from "./connect-store.ts";

interface BoardJobOptions {
  readonly config: Config;
  readonly chats: readonly ChatPort[];
  readonly places: Places;
  readonly clock: Clock;
  readonly log: Logger;
  readonly people: People;
  readonly permissions: Permissions;
}

/** Many events at once are one change of what people see. */
const EVERY_MS = 10_000;

/** Keeps boards and homes up to date; one bot of all does it each time. */
export function boardJob(
  { store, queue }: ConnectedStore,
  { config, chats, ...options }: BoardJobOptions,
): RecurringJob {
  const deps = {
    store,
    jobs: queue,
    ...options,
    channels: config.channels,
    hasApprovers: config.permissions.approve.length > 0,
    chats: () => chats,
    whoIs: createWhoIs(() => chats),
  };
  return { name: "board.refresh", everyMs: EVERY_MS, run: async () => refreshBoards(deps) };
}
