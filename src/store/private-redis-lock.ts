import { randomBytes } from "node:crypto";
import { linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BotError } from "../errors.ts";
import { isRunning, ownIdentity, ProcessIdentity } from "./private-redis-process.ts";

const patienceMs = 120_000;
/** Clearing a dead owner's lock is a matter of microseconds; whoever takes longer has died over it. */
const clearingMs = 10_000;

/**
 * Runs something while no other process on this machine does the same for this folder. The lock of a process that
 * has died is taken over. Throws `redis.private_locked` after two minutes of waiting.
 */
export async function withPrivateRedisLock<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const lock = join(folder, "lock");
  const ticket = join(folder, `lock.${process.pid}.${randomBytes(4).toString("hex")}`);
  const own = JSON.stringify(ownIdentity());
  // A hard link appears together with its content, so nobody ever reads a lock without an owner.
  writeFileSync(ticket, own, { mode: 0o600 });
  try {
    await acquire(lock, ticket);
  } finally {
    rmSync(ticket, { force: true });
  }
  sweepTickets(folder);
  try {
    return await run();
  } finally {
    if (readIfThere(lock) === own) rmSync(lock, { force: true });
  }
}

async function acquire(lock: string, ticket: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!linkUnlessThere(ticket, lock)) {
    const content = readIfThere(lock);
    if (content !== undefined && isAbandoned(content) && clearLock(lock, ticket, content)) continue;
    if (performance.now() > deadline) {
      throw new BotError(
        "redis.private_locked",
        `Another Switchyard process has kept the private Redis busy for two minutes. If there is none, delete ${lock}.`,
        { retryable: true },
      );
    }
    await sleep(15);
  }
}

function isAbandoned(content: string): boolean {
  try {
    const owner = ProcessIdentity.safeParse(JSON.parse(content));
    return !owner.success || !isRunning(owner.data);
  } catch {
    return true;
  }
}

/**
 * Removes a dead owner's lock. Only one process at a time may do it and it looks again first: otherwise two could
 * see the dead owner, and the slower one would remove the lock that the faster one has just taken.
 */
function clearLock(lock: string, ticket: string, content: string): boolean {
  const clearing = `${lock}.clearing`;
  if (!linkUnlessThere(ticket, clearing)) {
    if (ageMs(clearing) > clearingMs) rmSync(clearing, { force: true });
    return false;
  }
  try {
    if (readIfThere(lock) === content) rmSync(lock, { force: true });
    return true;
  } finally {
    rmSync(clearing, { force: true });
  }
}

/** Tickets of processes that were killed while they waited. */
function sweepTickets(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (/^lock\.\d/u.test(name) && ageMs(file) > 2 * patienceMs) rmSync(file, { force: true });
  }
}

function linkUnlessThere(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function ageMs(path: string): number {
  // A hard link keeps the times of its ticket, whose change time moves when a link is added.
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Date.now() - stat.ctimeMs;
}
