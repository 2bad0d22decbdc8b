import { Cluster, Redis } from "ioredis";
import type { RedisOptions } from "ioredis";
import { BotError } from "../errors.ts";

/** The Redis client as the store and the job queues see it: a single server, Sentinel or Cluster. */
export type RedisClient = Redis | Cluster;

/**
 * How a connection behaves while Redis is away. `door` fails within `commandTimeoutMs`, so that a platform can be
 * told to retry; `steady` waits for Redis to return, as workers need; `subscriber` is for pub/sub.
 */
export type ConnectionRole = "door" | "steady" | "subscriber";

export interface ConnectOptions {
  /** redis://, rediss://, unix:///path, redis+sentinel://h:p,h:p/master/db, redis+cluster://h:p,h:p */
  readonly url: string;
  readonly role: ConnectionRole;
  /** Shown by CLIENT LIST. */
  readonly name: string;
  readonly commandTimeoutMs?: number;
}

function hostsOf(list: string, defaultPort: number): { host: string; port: number }[] {
  return list.split(",").map((entry) => {
    const [host = "127.0.0.1", port] = entry.split(":");
    return { host, port: Number(port ?? defaultPort) };
  });
}

function decode(part: string | undefined): string | undefined {
  return part === undefined || part === "" ? undefined : decodeURIComponent(part);
}

interface ParsedUrl {
  readonly scheme: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly hosts: string;
  readonly path: string;
}

/** The URL class refuses host lists, so this reads just what the contract allows. */
function parseRedisUrl(url: string): ParsedUrl {
  const match =
    /^(redis|rediss|unix|redis\+sentinel|redis\+cluster):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/]*)(\/.*)?$/u.exec(
      url,
    );
  if (match === null) {
    throw new BotError(
      "redis.bad_url",
      "REDIS_URL is not understood. Use redis://host:6379, rediss://…, unix:///path, redis+sentinel://host:26379,host:26379/master or redis+cluster://host:6379,host:6379.",
    );
  }
  const [, scheme = "", username, password, hosts = "", path = ""] = match;
  return { scheme, username: decode(username), password: decode(password), hosts, path };
}

/** Without `replyMapping`: ioredis types it so that a plain RedisOptions does not fit its own constructor. */
type PlainOptions = Omit<RedisOptions, "replyMapping">;

function roleOptions(options: ConnectOptions): PlainOptions {
  const common: PlainOptions = {
    connectionName: `switchyard-${options.name}`,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
    connectTimeout: 5_000,
    // Redis answers LOADING while it replays its append-only file; reconnecting then finds it ready.
    maxLoadingRetryTime: 1_000,
  };
  switch (options.role) {
    case "door":
      return {
        ...common,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 1,
        commandTimeout: options.commandTimeoutMs ?? 2_000,
      };
    case "steady":
    case "subscriber":
      return { ...common, maxRetriesPerRequest: null };
  }
}

/** Opens no connection yet; call `connect()` on it, or `connectOrFail` below. Errors are retried, never thrown. */
export function createRedisClient(options: ConnectOptions): RedisClient {
  const parsed = parseRedisUrl(options.url);
  const credentials: PlainOptions = {
    ...(parsed.username === undefined ? {} : { username: parsed.username }),
    ...(parsed.password === undefined ? {} : { password: parsed.password }),
  };
  const base = { ...roleOptions(options), ...credentials };
  const client = createByScheme(parsed, base);
  // Without a listener Node ends the process; reconnecting is ioredis's job, and callers see their own errors.
  client.on("error", () => undefined);
  return client;
}

function createByScheme(parsed: ParsedUrl, base: PlainOptions): RedisClient {
  const [, first = "", second = ""] = parsed.path.split("/");
  switch (parsed.scheme) {
    case "unix": {
      const [path = "", db] = parsed.path.split("?db=");
      return new Redis({
        ...base,
        path: decodeURIComponent(path),
        ...(db === undefined ? {} : { db: Number(db) }),
      });
    }
    case "redis+sentinel":
      return new Redis({
        ...base,
        sentinels: hostsOf(parsed.hosts, 26_379),
        name: first,
        ...(second === "" ? {} : { db: Number(second) }),
      });
    case "redis+cluster":
      return new Cluster(hostsOf(parsed.hosts, 6_379), {
        redisOptions: base,
        lazyConnect: true,
        enableOfflineQueue: base.enableOfflineQueue ?? true,
      });
    default: {
      const [host = "127.0.0.1", port = "6379"] = parsed.hosts.split(":");
      return new Redis({
        ...base,
        host,
        port: Number(port),
        ...(first === "" ? {} : { db: Number(first) }),
        ...(parsed.scheme === "rediss" ? { tls: {} } : {}),
      });
    }
  }
}

/**
 * Connects and waits until Redis answers PING, at most `withinMs`; then `redis.unreachable`. Bots that may
 * outwait an outage pass Infinity.
 */
export async function connectOrFail(client: RedisClient, withinMs: number, where: string): Promise<void> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  let reason = "";
  client.connect().catch((error: unknown) => {
    last = error;
  });
  const note = (error: Error): void => {
    if (error.message !== "") reason = `: ${error.message.replace(/\.$/u, "")}`;
  };
  client.on("error", note);
  try {
    while (performance.now() < deadline) {
      if (client.status === "ready") return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    client.off("error", note);
  }
  client.disconnect();
  throw new BotError(
    "redis.unreachable",
    `Redis at ${where} did not answer within ${Math.round(withinMs / 1000)} s${reason}. Start it, or correct REDIS_URL; without REDIS_URL Switchyard runs its own.`,
    { cause: last, retryable: true },
  );
}

/** The URL without its password, for messages and logs. */
export function redactRedisUrl(url: string): string {
  return url.replace(/(\/\/[^:@/]*):[^@/]*@/u, "$1:***@");
}
