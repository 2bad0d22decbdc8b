import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";

/** A list of how to undo what was started, and what walks it backwards. */
export function createUndo(log: Logger): {
  readonly undo: (() => Promise<unknown>)[];
  readonly stop: () => Promise<void>;
} {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) {
      await step().catch((error: unknown) =>
        log.warn({ error: messageOf(error) }, "a part did not stop cleanly"),
      );
    }
  };
  return { undo, stop };
}
