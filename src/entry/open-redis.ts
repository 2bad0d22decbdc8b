import type { Settings } from "../config/settings.ts";
import type { Logger } from "../log/logger.ts";
import { ensurePrivateRedis } from "../store/private-redis.ts";

export interface OpenRedis {
  readonly url: string;
  /** Ends the private server when nobody else uses it. */
  stop(): Promise<void>;
}

/** The Redis that the settings name, or the private one of the data folder, started when it is not running. */
export async function openRedis(settings: Settings, log: Logger): Promise<OpenRedis> {
  const { redis, config } = settings;
  if (redis.kind === "url") return { url: redis.url, stop: async () => undefined };
  const server = await ensurePrivateRedis({
    dataDir: redis.dataDir,
    fsync: config.redis.fsync,
    log,
    ...(redis.redisServer === undefined ? {} : { redisServer: redis.redisServer }),
  });
  return { url: server.url, stop: async () => server.stop() };
}
