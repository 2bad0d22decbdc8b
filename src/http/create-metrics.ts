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
  /** Timers that are open, and those of them that should have been fired by now. */
  readonly timers: () => Promise<{ readonly open: number; readonly overdue: number }>;
  /** The GPUs of all live workers. */
  readonly gpus: () => Promise<readonly MeasuredGpu[]>;
}

export interface MeasuredGpu {
  readonly host: string;
  readonly device: string;
  readonly utilisationPercent?: number | undefined;
  readonly memoryUsedMiB?: number | undefined;
  readonly memoryTotalMiB?: number | undefined;
}

const MIB = 1_048_576;

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
  addTimerGauge(registry, sources.timers);
  addGpuGauges(registry, sources.gpus);
  return {
    messagesAccepted,
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function addTimerGauge(registry: Registry, read: MetricSources["timers"]): void {
  const gauge = new Gauge({
    name: "switchyard_timers",
    help: "Durable timers: all that are open, and those of them that are overdue",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      const { open, overdue } = await read().catch(() => ({ open: Number.NaN, overdue: Number.NaN }));
      this.set({ state: "open" }, open);
      this.set({ state: "overdue" }, overdue);
    },
  });
  gauge.set({ state: "open" }, 0);
}

function addGpuGauges(registry: Registry, read: MetricSources["gpus"]): void {
  const gauges: readonly [string, string, (gpu: MeasuredGpu) => number | undefined][] = [
    [
      "switchyard_gpu_utilisation_ratio",
      "How busy a GPU is, 0 to 1",
      (gpu) => over(gpu.utilisationPercent, 100),
    ],
    ["switchyard_gpu_memory_used_bytes", "Memory of a GPU in use", (gpu) => over(gpu.memoryUsedMiB, 1 / MIB)],
    ["switchyard_gpu_memory_bytes", "Memory of a GPU", (gpu) => over(gpu.memoryTotalMiB, 1 / MIB)],
  ];
  for (const [name, help, figureOf] of gauges) {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ["host", "device"],
      registers: [],
      async collect() {
        this.reset();
        for (const gpu of await read().catch(() => [])) {
          const figure = figureOf(gpu);
          if (figure !== undefined) this.set({ host: gpu.host, device: gpu.device }, figure);
        }
      },
    });
    registry.registerMetric(gauge);
  }
}

function over(figure: number | undefined, unit: number): number | undefined {
  return figure === undefined ? undefined : figure / unit;
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
