import { BotError } from "../errors.ts";
import type { RedisClient } from "./redis-connection.ts";

/** Something about the Redis server that could lose work. */
export interface RedisFinding {
  readonly code: "redis.eviction" | "redis.not_persistent" | "redis.too_old" | "redis.unknown_settings";
  readonly message: string;
  readonly remedy: string;
  /** `refuse`: Switchyard does not start on it unless told to. */
  readonly weight: "refuse" | "warn";
}

/** BullMQ's oldest supported server. */
const OLDEST_MAJOR = 6;

async function setting(client: RedisClient, name: string): Promise<string | undefined> {
  try {
    const reply = await client.config("GET", name);
    return Array.isArray(reply) && typeof reply[1] === "string" ? reply[1] : undefined;
  } catch {
    // Managed servers often forbid CONFIG; INFO below still tells the most important things.
    return undefined;
  }
}

function fromInfo(info: string, field: string): string | undefined {
  return new RegExp(`^${field}:(.*)$`, "mu").exec(info)?.[1]?.trim();
}

/** What about this server could lose or evict accepted work; empty when all is well. */
export async function inspectRedis(client: RedisClient): Promise<RedisFinding[]> {
  const info = await client.info();
  const policy = fromInfo(info, "maxmemory_policy") ?? (await setting(client, "maxmemory-policy"));
  const aof = fromInfo(info, "aof_enabled");
  const version = fromInfo(info, "redis_version");
  const findings: RedisFinding[] = [];
  if (policy !== undefined && policy !== "noeviction") {
    findings.push({
      code: "redis.eviction",
      message: `Redis evicts keys when memory is full (maxmemory-policy ${policy}), so accepted work could vanish.`,
      remedy: "Run `redis-cli CONFIG SET maxmemory-policy noeviction` and put the same line into redis.conf.",
      weight: "refuse",
    });
  }
  if (aof === "0") {
    findings.push({
      code: "redis.not_persistent",
      message: "Redis keeps no append-only file, so a crash would lose accepted work.",
      remedy: "Run `redis-cli CONFIG SET appendonly yes` and put `appendonly yes` into redis.conf.",
      weight: "refuse",
    });
  }
  if (version !== undefined && Number(version.split(".")[0]) < OLDEST_MAJOR) {
    findings.push({
      code: "redis.too_old",
      message: `Redis ${version} is too old.`,
      remedy: "Install Redis 6.2 or newer; 7 is recommended.",
      weight: "refuse",
    });
  }
  if (policy === undefined || aof === undefined) {
    findings.push({
      code: "redis.unknown_settings",
      message: "Redis does not tell whether it evicts keys or keeps an append-only file.",
      remedy: "Make sure of maxmemory-policy noeviction and appendonly yes in its settings.",
      weight: "warn",
    });
  }
  return findings;
}

/** Refuses a server that could lose work, unless the configuration says that this is wanted. */
export async function refuseUnsafeRedis(client: RedisClient, allowUnsafe: boolean): Promise<RedisFinding[]> {
  const findings = await inspectRedis(client);
  const refused = findings.filter(({ weight }) => weight === "refuse");
  if (refused.length === 0 || allowUnsafe) return findings;
  const lines = refused.map(({ message, remedy }) => `- ${message} ${remedy}`);
  throw new BotError(
    "redis.unsafe",
    `Redis is not set up to keep work safe:\n${lines.join("\n")}\nTo run on it all the same, set \`redis.allowUnsafe: true\` in switchyard.yaml.`,
  );
}
