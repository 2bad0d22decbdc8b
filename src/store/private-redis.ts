import { setTimeout as sleep } from "node:timers/promises";
import { BotError } from "../errors.ts";
import { type Logger, silentLogger } from "../log/logger.ts";
import {
  addUser,
  createPrivateRedisFolder,
  type Fsync,
  openPrivateRedisFolder,
  type PrivateRedisFolder,
  readServerRecord,
  removeUser,
  writeServerRecord,
} from "./private-redis-folder.ts";
import { withPrivateRedisLock } from "./private-redis-lock.ts";
import { identifyProcess, isRunning } from "./private-redis-process.ts";
import { ensureServer, serverFailed, type ServerOptions, stopServer } from "./private-redis-server.ts";
import { watchPrivateRedis } from "./private-redis-watch.ts";
import { createRedisClient, type RedisClient } from "./redis-connection.ts";

export interface PrivateRedisOptions {
  /** Everything lies in `redis/` below it; processes with the same folder share one server. */
  readonly dataDir: string;
  readonly fsync: Fsync;
  /** The program, as SWITCHYARD_REDIS_SERVER names it; without it the usual names and places are tried. */
  readonly redisServer?: string;
  readonly log?: Logger;
}

export interface PrivateRedis {
  /** For `createRedisClient`; holds the password. */
  readonly url: string;
  /** False when the server of another process, or one that a crashed process left, is used. */
  readonly started: boolean;
  /** Ends the server when no other Switchyard process uses it. Close your connections first. */
  stop(): Promise<void>;
}

/** How long a server may replay its append-only file. */
const readyWithinMs = 300_000;

/**
 * Finds or starts the redis-server of a data folder, waits until it answers, and starts it again whenever it dies.
 * The server outlives a crash of this process, and the next start finds it. Throws `redis.not_installed` without
 * the program, `redis.private_failed` when it does not run, `redis.private_stuck` when it does not answer.
 */
export async function ensurePrivateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const path = createPrivateRedisFolder(options.dataDir);
  const server: ServerOptions = { log: silentLogger, ...options };
  const { folder, user } = await withPrivateRedisLock(path, async () => {
    const folder = openPrivateRedisFolder(path);
    return { folder, user: addUser(folder) };
  });
  const leave = async () =>
    withPrivateRedisLock(path, async () => {
      if (removeUser(folder, user) === 0) await stopServer(folder, server.log);
    });
  const url = urlOf(folder);
  try {
    const started = await attach(folder, url, server);
    const watch = watchPrivateRedis(folder, server);
    let stopping: Promise<void> | undefined;
    const stop = async () => watch.stop().then(leave);
    return { url, started, stop: async () => (stopping ??= stop()) };
  } catch (error) {
    // The reason counts, not what else goes wrong while leaving.
    await leave().catch(() => undefined);
    throw error;
  }
}

function urlOf(folder: PrivateRedisFolder): string {
  const path = folder.socket.split("/").map(encodeURIComponent).join("/");
  return `unix://:${encodeURIComponent(folder.password)}@${path}`;
}

/** Whether it had to start the server. One that dies while we get to know it is worth another attempt or two. */
async function attach(folder: PrivateRedisFolder, url: string, options: ServerOptions): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await withPrivateRedisLock(folder.path, async () => ensureServer(folder, options));
    try {
      await settle(folder, url, options.fsync);
      return server === "started";
    } catch (error) {
      const hopeless = error instanceof BotError && error.code === "redis.private_stuck";
      if (hopeless || attempt === 3) throw error;
    }
  }
}

/** Waits until the server has its data, and applies what may differ from the server's own start. */
async function settle(folder: PrivateRedisFolder, url: string, fsync: Fsync): Promise<void> {
  const client = createRedisClient({ url, role: "door", name: "private" });
  try {
    await whenReady(client, folder);
    const pid = Number(/process_id:(\d+)/u.exec(await client.info("server"))?.[1]);
    await client.config("SET", "appendfsync", fsync);
    if (readServerRecord(folder)?.server === undefined) await noteServer(folder, pid);
  } finally {
    client.disconnect();
  }
}

/** A process may have died between starting the server and noting it down: without the note nobody can end it. */
async function noteServer(folder: PrivateRedisFolder, pid: number): Promise<void> {
  await withPrivateRedisLock(folder.path, async () => {
    const server = identifyProcess(pid);
    if (server !== undefined) writeServerRecord(folder, server);
  });
}

async function whenReady(client: RedisClient, folder: PrivateRedisFolder): Promise<void> {
  let refused: Error | undefined;
  client.on("error", (error: Error) => {
    if (/WRONGPASS|NOAUTH|invalid password/iu.test(error.message)) refused = error;
  });
  client.connect().catch(() => undefined);
  const deadline = performance.now() + readyWithinMs;
  while (client.status !== "ready") {
    const server = readServerRecord(folder)?.server;
    if (server !== undefined && !isRunning(server)) throw serverFailed(folder, "ended while it was starting");
    if (refused !== undefined || performance.now() > deadline) throw stuck(folder, server?.pid, refused);
    await sleep(5);
  }
}

function stuck(folder: PrivateRedisFolder, pid: number | undefined, refused: Error | undefined): BotError {
  const why = refused === undefined ? "does not answer" : "does not accept the password stored there";
  const which = pid === undefined ? "" : `, process ${pid},`;
  return new BotError(
    "redis.private_stuck",
    `The private Redis of ${folder.path}${which} ${why}. End that redis-server and start again.`,
    { cause: refused },
  );
}
