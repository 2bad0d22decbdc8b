import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";

export interface Repeated {
  readonly what: string;
  readonly everyMs: number;
  run(): Promise<void>;
}

/** Does something of this process alone again and again until it is stopped; a failure is logged and tried again. */
export function repeat(
  { what, everyMs, run }: Repeated,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): { stop(): Promise<void> } {
  const over = new AbortController();
  async function loop(): Promise<void> {
    while (!over.signal.aborted) {
      await clock.sleep(everyMs, over.signal);
      if (over.signal.aborted) return;
      await run().catch((error: unknown) =>
        log.warn({ what, error: messageOf(error) }, "recurring work failed"),
      );
    }
  }
  const running = loop();
  return {
    async stop() {
      over.abort();
      await running;
    },
  };
}
