import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../errors.ts";
import type { PrivateRedisFolder } from "./private-redis-folder.ts";
import { withPrivateRedisLock } from "./private-redis-lock.ts";
import { ensureServer, type ServerOptions } from "./private-redis-server.ts";

export interface PrivateRedisWatch {
  stop(): Promise<void>;
}

/** A server that dies sooner than this after its start gets its next start later and later. */
const steadyMs = 10_000;
const longestPauseMs = 5_000;

/**
 * Starts the server of this folder again whenever it dies. An idle connection breaks the moment it does, so nothing
 * polls; of several processes that notice, the first through the lock starts it and the others find it running.
 */
export function watchPrivateRedis(folder: PrivateRedisFolder, options: ServerOptions): PrivateRedisWatch {
  const stopped = new AbortController();
  let line: Socket | undefined;
  let recovering: Promise<void> = Promise.resolve();
  let pauseMs = 0;
  let openedAtMs = performance.now();

  function open(): void {
    if (stopped.signal.aborted) return;
    openedAtMs = performance.now();
    const opened = connect(folder.socket);
    // The watch alone must not keep a process alive that has nothing else to do.
    opened.unref();
    opened.on("error", () => undefined);
    opened.once("close", () => {
      if (!stopped.signal.aborted) recovering = recover();
    });
    line = opened;
  }

  async function recover(): Promise<void> {
    while (!stopped.signal.aborted) {
      if (performance.now() - openedAtMs > steadyMs) pauseMs = 0;
      await sleep(pauseMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      pauseMs = Math.min(Math.max(pauseMs * 2, 100), longestPauseMs);
      if (await restart()) {
        open();
        return;
      }
    }
  }

  async function restart(): Promise<boolean> {
    try {
      await withPrivateRedisLock(folder.path, async () => {
        if (stopped.signal.aborted || (await ensureServer(folder, options)) === "found") return;
        options.log.warn({}, "the private Redis had died and was started again");
      });
      return true;
    } catch (error) {
      options.log.error({ error: messageOf(error) }, "the private Redis died and cannot be started again");
      return false;
    }
  }

  open();
  return {
    stop: async () => {
      stopped.abort();
      line?.destroy();
      await recovering;
    },
  };
}
