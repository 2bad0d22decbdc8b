import { Queue, Worker } from "bullmq";
import { messageOf } from "../src/errors.ts";
import type { WorkerHost } from "./start-workers.ts";

/** When a recurring job is due: again and again after so many milliseconds, or by the clock of a place. */
export type Schedule =
  | { readonly everyMs: number }
  | {
      /** Five fields, as `0 8 * * 1-5`; a sixth one before them counts seconds. */
      readonly cron: string;
      /** IANA name; daylight saving is counted as it is there. */
      readonly timeZone: string;
    };

export type RecurringJob = Schedule & {
  /** Public name, `subject.verb`. */
  readonly name: string;
  run(): Promise<void>;
};

/**
 * Recurring work as durable job schedulers: one of the bots runs each when it is due, however many there are, and a
 * restart continues where the schedule was.
 */
export async function startClockwork(
  host: WorkerHost,
  jobs: readonly RecurringJob[],
): Promise<{ stop(): Promise<void> }> {
  const connection = { connection: host.client, prefix: host.prefix };
  const queue = new Queue("clockwork", connection);
  queue.on("error", () => undefined);
  for (const { name, ...schedule } of jobs) {
    await queue.upsertJobScheduler(
      name,
      "cron" in schedule ? { pattern: schedule.cron, tz: schedule.timeZone } : { every: schedule.everyMs },
      { name, opts: { removeOnComplete: true, removeOnFail: 50 } },
    );
  }
  const worker = new Worker(
    "clockwork",
    async (job) => {
      const due = jobs.find(({ name }) => name === job.name);
      if (due === undefined) {
        await queue.removeJobScheduler(job.name);
        return;
      }
      await due.run();
    },
    {
      ...connection,
      concurrency: 1,
      lockDuration: host.settings.lockMs,
      stalledInterval: host.settings.stalledMs,
      maxStalledCount: 100,
    },
  );
  worker.on("error", (error) =>
    host.log.warn({ error: messageOf(error) }, "clockwork cannot reach Redis, trying again"),
  );
  worker.on("failed", (job, error) =>
    host.log.error({ job: job?.name, error: messageOf(error) }, "clockwork job failed"),
  );
  return {
    async stop() {
      await worker.close();
      await queue.close();
    },
  };
}
