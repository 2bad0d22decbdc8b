import type { RecurringJob } from "../../jobs/clockwork.ts";
import { startTimerWorker } from "../../jobs/timer-fire.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log/logger.ts";
import { auditTimers } from "../timers/audit-timers.ts";
import type { TimerAudit } from "../timers/audit-timers.ts";
import type { TimerHandler } from "../timers/timers.ts";
import type { ConnectedStore } from "./connect-store.ts";

export interface TimersOptions {
  readonly connected: ConnectedStore;
  /** One for each kind. */
  readonly handlers: readonly TimerHandler[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Default: workers on the queue's server. */
  readonly startWorker?: typeof startTimerWorker;
}

export interface OpenedTimers {
  /** Compares what is stored with what is armed, each minute. */
  readonly job: RecurringJob;
  /** Fires what came due while nobody was up, and from then on everything in its time. */
  start(): Promise<void>;
  /** Lets what is being fired end within so long, and leaves the rest to other bots. */
  stop(withinMs: number): Promise<void>;
}

const AUDIT_MS = 60_000;

/** The durable timers of a bot. */
export function openTimers(options: TimersOptions): OpenedTimers {
  const { connected, handlers, clock, log, startWorker = startTimerWorker } = options;
  const { store, timers, workerHost } = connected;
  const kinds = handlers.map(({ kind }) => kind);
  let known = new Set<string>();
  let worker: ReturnType<typeof startWorker> | undefined;

  function say({ unknown, ...audit }: TimerAudit, text: string): void {
    const strangers = unknown.filter((kind) => !known.has(kind));
    known = new Set(unknown);
    if (strangers.length > 0)
      log.warn({ kinds: strangers }, "timers of these kinds wait for a version that knows them");
    if (audit.overdue > 0) log.warn(audit, text);
    else if (audit.rearmed > 0) log.info(audit, "timers without an alarm have one again");
  }

  const audit = async () => auditTimers({ store, timers, clock, kinds });
  return {
    job: {
      name: "timers.audit",
      everyMs: AUDIT_MS,
      run: async () => say(await audit(), "timers are late; they are fired now"),
    },
    async start() {
      worker = startWorker(workerHost, { store, clock, handlers, timers });
      say(await audit(), "timers came due while nobody was up; they are fired now");
    },
    async stop(withinMs) {
      await worker?.stop(withinMs);
    },
  };
}
