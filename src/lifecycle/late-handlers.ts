import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import type { Store } from "../store/store.ts";
import { lateEvent } from "./record.ts";
import type { RanHook } from "./run-in-order.ts";

/** Handlers that nobody waits for, until they have ended and that is in the log. */
export interface LateHandlers {
  follow(taskId: string, ran: readonly RanHook[]): void;
  /** Resolves once all of them are through. */
  drain(): Promise<void>;
}

export function createLateHandlers(store: Pick<Store, "commit">, log: Logger): LateHandlers {
  const open = new Set<Promise<void>>();

  async function record(taskId: string, { report, late }: RanHook): Promise<void> {
    const ended = await late;
    if (ended.length > 0) await store.commit({ events: [lateEvent(taskId, report.hook, ended)] });
  }

  return {
    follow(taskId, ran) {
      for (const one of ran) {
        if (!one.report.handlers.some(({ status }) => status === "started")) continue;
        const following: Promise<void> = record(taskId, one)
          .catch((error: unknown) =>
            log.warn(
              { taskId, hook: one.report.hook, error: messageOf(error) },
              "how a hook ended is not on record",
            ),
          )
          .finally(() => open.delete(following));
        open.add(following);
      }
    },
    async drain() {
      await Promise.all(open);
    },
  };
}
