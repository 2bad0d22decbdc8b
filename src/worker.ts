import { createLogger } from "./log/create-logger.ts";
import { openSettings } from "./entry/open-settings.ts";
import { startSwitchyard } from "./entry/start-switchyard.ts";
import { waitForShutdown } from "./entry/wait-for-shutdown.ts";

/** `switchyard worker`: agent jobs only, until a signal; with `gpu` also those for GPU workers. */
export async function runWorker(options: { readonly gpu: boolean }): Promise<number> {
  const settings = openSettings();
  const log = createLogger(settings.logLevel, "stderr");
  const running = await startSwitchyard({
    settings,
    log,
    worker: options,
    redisWithinMs: Number.POSITIVE_INFINITY,
  });
  log.info({ gpu: options.gpu, concurrency: settings.config.jobs.concurrency }, "worker started");
  await waitForShutdown();
  log.info({}, "worker stops: running jobs may end, new ones are left to others");
  await running.stop();
  return 0;
}
