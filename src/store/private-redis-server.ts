import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { BotError, messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import {
  type Fsync,
  logTail,
  type PrivateRedisFolder,
  readServerRecord,
  removeServerRecord,
  secureSocketFolder,
  writeRedisConfig,
  writeServerRecord,
} from "./private-redis-folder.ts";
import { identifyProcess, isRunning, type ProcessIdentity } from "./private-redis-process.ts";

export interface ServerOptions {
  readonly fsync: Fsync;
  /** The one program to use; without it the usual names and places are tried. */
  readonly redisServer?: string;
  readonly log: Logger;
}

const startWithinMs = 15_000;
const stopWithinMs = 15_000;
/** How long a server may need to open its socket whose starter died before it could note the process down. */
const orphanWithinMs = 2_000;

/** Tried in this order; services often run with a PATH that lacks the last ones. Valkey is a drop-in replacement. */
const usualPrograms = [
  "redis-server",
  "/usr/bin/redis-server",
  "/usr/local/bin/redis-server",
  "/opt/homebrew/bin/redis-server",
  "valkey-server",
];

/** Finds the server of this folder or starts one; it accepts connections then. Only under the lock. */
export async function ensureServer(
  folder: PrivateRedisFolder,
  options: ServerOptions,
): Promise<"found" | "started"> {
  if (await isServing(folder, options.log)) return "found";
  await startServer(folder, options);
  return "started";
}

async function isServing(folder: PrivateRedisFolder, log: Logger): Promise<boolean> {
  if (await accepts(folder.socket)) return true;
  const record = readServerRecord(folder);
  if (record === undefined) return false;
  const { server } = record;
  if (server === undefined) return acceptsWithin(folder.socket, orphanWithinMs, () => true);
  if (await acceptsWithin(folder.socket, startWithinMs, () => isRunning(server))) return true;
  if (isRunning(server)) {
    log.warn({ pid: server.pid }, "the private Redis has lost its socket and is started anew");
    await endProcess(server);
  }
  return false;
}

async function startServer(folder: PrivateRedisFolder, options: ServerOptions): Promise<void> {
  secureSocketFolder(folder.socket);
  writeRedisConfig(folder, options.fsync);
  writeServerRecord(folder);
  const child = await spawnServer(folder, options.redisServer);
  const server = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (server !== undefined) writeServerRecord(folder, server);
  if (
    await acceptsWithin(
      folder.socket,
      startWithinMs,
      () => child.exitCode === null && child.signalCode === null,
    )
  ) {
    options.log.info({ pid: child.pid, socket: folder.socket }, "private Redis started");
    return;
  }
  removeServerRecord(folder);
  if (server !== undefined) await endProcess(server);
  throw serverFailed(folder, "did not start");
}

/** Why a server ended that nobody told to: the end of its log says. */
export function serverFailed(folder: PrivateRedisFolder, what: string): BotError {
  return new BotError(
    "redis.private_failed",
    `The private Redis ${what}. Its log, ${folder.logFile}, ends with:\n${logTail(folder)}`,
  );
}

async function spawnServer(folder: PrivateRedisFolder, program: string | undefined): Promise<ChildProcess> {
  for (const candidate of program === undefined ? usualPrograms : [program]) {
    const child = await trySpawn(candidate, folder);
    if (child !== undefined) return child;
  }
  removeServerRecord(folder);
  throw notInstalled(program);
}

async function trySpawn(program: string, folder: PrivateRedisFolder): Promise<ChildProcess | undefined> {
  // What Redis says about its configuration goes to its error output, before it opens its log.
  const log = openSync(folder.logFile, "a", 0o600);
  try {
    // Detached: a signal to our process group, such as Ctrl-C, or our death must not end the server.
    const child = spawn(program, [folder.configFile], {
      detached: true,
      cwd: folder.path,
      stdio: ["ignore", log, log],
    });
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
    return child;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES" || code === "ENOTDIR") return undefined;
    throw new BotError("redis.private_failed", `${program} cannot be run: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    closeSync(log);
  }
}

function notInstalled(program: string | undefined): BotError {
  const missing =
    program === undefined
      ? "No redis-server was found."
      : `${program}, which SWITCHYARD_REDIS_SERVER names, cannot be run.`;
  return new BotError(
    "redis.not_installed",
    `${missing} Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis), or set REDIS_URL to a server of yours, for example redis://127.0.0.1:6379 after: docker run -d -p 6379:6379 redis:7 --appendonly yes`,
  );
}

/** Ends the server of this folder; what it accepted is on the disk afterwards. Only under the lock. */
export async function stopServer(folder: PrivateRedisFolder, log: Logger): Promise<void> {
  const server = readServerRecord(folder)?.server;
  if (server === undefined) return;
  await endProcess(server);
  removeServerRecord(folder);
  log.info({ pid: server.pid }, "private Redis stopped");
}

/** Redis takes SIGTERM as SHUTDOWN: it writes out and syncs its append-only file first. */
async function endProcess(server: ProcessIdentity): Promise<void> {
  if (!isRunning(server)) return;
  try {
    process.kill(server.pid, "SIGTERM");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
  const deadline = performance.now() + stopWithinMs;
  while (isRunning(server)) {
    if (performance.now() > deadline) {
      throw new BotError(
        "redis.private_stuck",
        `The private Redis, process ${server.pid}, does not end. End it yourself and start again.`,
      );
    }
    await sleep(10);
  }
}

/** Whether somebody listens on the socket; a server that still loads its data does already. */
async function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}

async function acceptsWithin(socket: string, withinMs: number, goOn: () => boolean): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (await accepts(socket)) return true;
    if (!goOn() || performance.now() > deadline) return false;
    await sleep(10);
  }
}
