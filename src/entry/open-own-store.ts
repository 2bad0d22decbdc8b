import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { Logger } from "../log/logger.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { openStore } from "./open-store.ts";

export interface OwnStoreOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly redisWithinMs: number;
  readonly clock: Clock;
}

/**
 * The store, with how to close it on the list from the beginning: a private Redis that is about to run is waited for
 * and ended. A server elsewhere may never answer, so it is closed only once it is open.
 */
export async function openOwnStore(
  { settings, log, redisWithinMs, clock }: OwnStoreOptions,
  undo: (() => Promise<unknown>)[],
): Promise<ConnectedStore> {
  const opening = openStore(settings, log, { withinMs: redisWithinMs, clock });
  if (settings.redis.kind === "url") {
    const opened = await opening;
    undo.push(async () => opened.close());
    return opened;
  }
  undo.push(async () =>
    opening.then(
      async (opened) => opened.close(),
      () => undefined,
    ),
  );
  return opening;
}
