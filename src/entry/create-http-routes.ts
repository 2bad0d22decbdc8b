import type { ChatPort } from "../chat/chat-port.ts";
import { systemClock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { createMetrics } from "../http/create-metrics.ts";
import type { HealthReport, HttpHandler, HttpRoutes } from "../http/start-http-server.ts";
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
  /** Serves a path from now on. */
  readonly mount: (path: string, handler: HttpHandler) => void;
  /** The platforms whose state is told; a process without a bot has none. */
  readonly watch: (chats: readonly ChatPort[]) => void;
} {
  const mounted = new Map<string, HttpHandler>();
  let chats: readonly ChatPort[] = [];
  const platforms = () =>
    Object.fromEntries(chats.map((chat) => [chat.platform, chat.problems?.() ?? []] as const));

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
      const all = platforms();
      const problems = Object.entries(all).flatMap(([name, each]) => each.map((one) => `${name}: ${one}`));
      return { ok: problems.length === 0, problems, ...(chats.length === 0 ? {} : { platforms: all }) };
    } catch (error) {
      return { ok: false, problems: [`Redis does not answer: ${messageOf(error)}`] };
    }
  }
  return {
    onReceived: (platform, outcome) => metrics.messagesAccepted.inc({ platform, outcome }),
    mount: (path, handler) => void mounted.set(path, handler),
    watch: (given) => {
      chats = given;
    },
    mounted: (path) => mounted.get(path),
    health: async () => ({
      ok: true,
      problems: [],
      ...(chats.length === 0 ? {} : { platforms: platforms() }),
    }),
    ready,
    metrics: async () => metrics.render(),
  };
}
