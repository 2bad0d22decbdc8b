import { messageOf } from "../errors.ts";
import { createMetrics } from "../http/create-metrics.ts";
import type { HealthReport, HttpRoutes } from "../http/start-http-server.ts";
import type { ConnectedStore } from "./connect-store.ts";

const COUNTED = 100_000;

/** Health means that the store answered just now, not that a socket says it is open. */
export function createHttpRoutes({ store, queue, ping }: ConnectedStore): HttpRoutes {
  const metrics = createMetrics({
    waitingJobs: async () => queue.waiting("agent.run"),
    openTasks: async () => (await store.tasks.listOpen(COUNTED)).length,
    deadLetters: async () => (await store.deadLetters.list(COUNTED)).length,
  });
  async function ready(): Promise<HealthReport> {
    try {
      await ping();
      return { ok: true, problems: [] };
    } catch (error) {
      return { ok: false, problems: [`Redis does not answer: ${messageOf(error)}`] };
    }
  }
  return { health: async () => ({ ok: true, problems: [] }), ready, metrics: async () => metrics.render() };
}
