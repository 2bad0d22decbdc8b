import type { Clock } from "../../src/clock.ts";
import { messageOf } from "../../src/errors.ts";
import type { Logger } from "../../src/log/logger.ts";

const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 10_000;
/** What waits in memory while the store is away; more than this is fetched from Discord afterwards. */
const MAX_WAITING = 5_000;

/** What happens in a channel is taken in order, each step until it has worked. */
export interface MessageLanes {
  /** False when too much waits already. */
  add(channelId: string, step: () => Promise<void>): boolean;
  /** Steps that have not begun are dropped; resolves when nothing runs any more. */
  stop(): Promise<void>;
  waiting(): number;
  hasRoom(): boolean;
}

/**
 * A step that fails is tried again until it works or the lanes are stopped: what a person said must not be lost
 * because the store is away for a minute. Errors that cannot get better are logged and passed over.
 */
export function createMessageLanes(deps: {
  readonly clock: Clock;
  readonly log: Logger;
  isFinal(error: unknown): boolean;
}): MessageLanes {
  const { clock, log, isFinal } = deps;
  const lanes = new Map<string, (() => Promise<void>)[]>();
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let waiting = 0;

  async function insist(step: () => Promise<void>): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !stopping.signal.aborted; wait = Math.min(MAX_WAIT_MS, wait * 2)) {
      try {
        await step();
        return;
      } catch (error) {
        log.warn({ error: messageOf(error) }, "something from Discord could not be taken in");
        if (isFinal(error)) return;
        await clock.sleep(wait, stopping.signal);
      }
    }
  }

  async function run(channelId: string, steps: (() => Promise<void>)[]): Promise<void> {
    for (let step = steps.shift(); step !== undefined && !stopping.signal.aborted; step = steps.shift()) {
      await insist(step);
      waiting -= 1;
    }
    lanes.delete(channelId);
  }

  return {
    add(channelId, step) {
      if (stopping.signal.aborted || waiting >= MAX_WAITING) return false;
      waiting += 1;
      const lane = lanes.get(channelId);
      if (lane !== undefined) {
        lane.push(step);
        return true;
      }
      const steps = [step];
      lanes.set(channelId, steps);
      const work = run(channelId, steps).finally(() => running.delete(work));
      running.add(work);
      return true;
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
    waiting: () => waiting,
    hasRoom: () => waiting < MAX_WAITING,
  };
}
