import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

/** What the process counts about itself; only this file knows the metrics library. */
export interface Metrics {
  readonly messagesAccepted: { inc(labels: { platform: string; outcome: string }): void };
  render(): Promise<{ contentType: string; text: string }>;
}

export interface MetricSources {
  readonly waitingJobs: () => Promise<number>;
  readonly openTasks: () => Promise<number>;
  readonly deadLetters: () => Promise<number>;
}

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "switchyard_" });
  const messagesAccepted = new Counter({
    name: "switchyard_messages_total",
    help: "Messages taken in, by platform and outcome (accepted, duplicate)",
    labelNames: ["platform", "outcome"],
    registers: [registry],
  });
  addGauge(
    registry,
    "switchyard_agent_jobs_waiting",
    "Agent jobs that wait for a worker",
    sources.waitingJobs,
  );
  addGauge(registry, "switchyard_tasks_open", "Tasks that have not ended", sources.openTasks);
  addGauge(
    registry,
    "switchyard_dead_letters",
    "Messages, tasks and deliveries that all attempts failed on",
    sources.deadLetters,
  );
  return {
    messagesAccepted,
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function addGauge(registry: Registry, name: string, help: string, read: () => Promise<number>): void {
  const gauge = new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read().catch(() => Number.NaN));
    },
  });
  gauge.set(0);
}
