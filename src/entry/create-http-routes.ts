import { systemClock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { createMetrics } from "../http/create-metrics.ts";
import type { HealthReport, HttpRoutes } from "../http/start-http-server.ts";
import type { ReceiverDeps } from "../inbox/create-receiver.ts";
import { standingOf } from "../timers/audit-timers.ts";
import { listTimers } from "../timers/timer.ts";
import { liveWorkers } from "../workers/heartbeat.ts";
import type { ConnectedStore } from "./connect-store.ts";

const COUNTED = 100_000;

/**
 * The routes of a process that may still be waiting for Redis: `current` is undefined until all has started. Ready means that
 * the store answered just now, not that a socket says it is open.
 */
export function createHttpRoutes(
  current: () => ConnectedStore | undefined,
  heartbeatMs: number,
): HttpRoutes & {
  readonly onReceived: NonNullable<ReceiverDeps["onReceived"]>;
} {
  async function count(read: (connected: ConnectedStore) => Promise<number>): Promise<number> {
    const connected = current();
    return connected === undefined ? Number.NaN : read(connected);
  }
  const metrics = createMetrics({
    waitingJobs: async () => count(async ({ queue }) => queue.waiting("agent.run")),
    openTasks: async () => count(async ({ store }) => (await store.tasks.listOpen(COUNTED)).length),
    deadLetters: async () => count(async ({ store }) => (await store.deadLetters.list(COUNTED)).length),
    timers: async () => {
      const connected = current();
      const timers = connected === undefined ? [] : await listTimers(connected.store);
      return standingOf(timers, systemClock.now());
    },
    gpus: async () => {
      const connected = current();
      if (connected === undefined) return [];
      const workers = await liveWorkers(connected.store, { nowMs: systemClock.now(), everyMs: heartbeatMs });
      return workers.flatMap(({ host, gpus }) => gpus.map((gpu) => ({ ...gpu, host, device: gpu.id })));
    },
  });
  async function ready(): Promise<HealthReport> {
    const connected = current();
    if (connected === undefined) return { ok: false, problems: ["Still starting, or waiting for Redis."] };
    try {
      await connected.ping();
      return { ok: true, problems: [] };
    } catch (error) {
      return { ok: false, problems: [`Redis does not answer: ${messageOf(error)}`] };
    }
  }
  return {
    onReceived: (platform, outcome) => metrics.messagesAccepted.inc({ platform, outcome }),
    health: async () => ({ ok: true, problems: [] }),
    ready,
    metrics: async () => metrics.render(),
  };
}
