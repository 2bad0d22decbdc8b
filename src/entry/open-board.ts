import type { RecurringJob } from "../../jobs/clockwork.ts";
import { refreshBoards } from "../board/refresh-board.ts";
import type { ChatPort } from "../chat/chat-port.ts";
import type { Places } from "../chat/places.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import type { Logger } from "../log/logger.ts";
import { createPeople } from "../people/people.ts";
import { createPermissions } from "../permissions/create-permissions.ts";
import type { ConnectedStore } from "./connect-store.ts";

interface BoardJobOptions {
  readonly config: Config;
  readonly chats: readonly ChatPort[];
  readonly places: Places;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Many events at once are one change of what people see. */
const EVERY_MS = 10_000;

/** Keeps boards and homes up to date; one bot of all does it each time. */
export function boardJob(
  { store, queue }: ConnectedStore,
  { config, chats, places, clock, log }: BoardJobOptions,
): RecurringJob {
  const { channels, permissions, people } = config;
  const deps = {
    store,
    jobs: queue,
    clock,
    log,
    places,
    channels,
    people: createPeople(config),
    permissions: createPermissions(permissions, people),
    hasApprovers: permissions.approve.length > 0,
    chats: () => chats,
  };
  return { name: "board.refresh", everyMs: EVERY_MS, run: async () => refreshBoards(deps) };
}
