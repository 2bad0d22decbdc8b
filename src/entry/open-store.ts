import { systemClock } from "../clock.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { Logger } from "../log/logger.ts";
import { connectStore } from "./connect-store.ts";
import type { ConnectedStore } from "./connect-store.ts";
import { openRedis } from "./open-redis.ts";

/** The store that the settings name, with the private Redis where it needs one; `close` leaves neither behind. */
export async function openStore(
  settings: Settings,
  log: Logger,
  { withinMs, clock = systemClock }: { readonly withinMs: number; readonly clock?: Clock },
): Promise<ConnectedStore> {
  const { redis: redisConfig, retention, jobs } = settings.config;
  const redis = await openRedis(settings, log);
  try {
    const connected = await connectStore({
      url: redis.url,
      workspaceId: redisConfig.namespace,
      retention,
      allowUnsafe: redisConfig.allowUnsafe,
      withinMs,
      jobs,
      clock,
      log,
    });
    return {
      ...connected,
      async close() {
        try {
          await connected.close();
        } finally {
          await redis.stop();
        }
      },
    };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}
