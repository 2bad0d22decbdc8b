import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { Logger } from "../log/logger.ts";
import type { LabelledRequest } from "../router/labelled-set.ts";
import type { LocalExample } from "../router/learning/local-example.ts";
import type { FittedModel } from "../router/learning/router-version.ts";
import { createRouterVersions, type RouterVersions } from "../router/learning/router-versions.ts";

/** Where the versions of the router are kept. */
export function versionsDir({ dataDir }: Pick<Settings, "dataDir">): string {
  return join(dataDir, "router", "versions");
}

export function openVersions(settings: Settings): RouterVersions {
  const { keepVersions } = settings.config.routing.learning;
  return createRouterVersions({
    dir: versionsDir(settings),
    keep: keepVersions,
    now: () => systemClock.now(),
  });
}

/**
 * What the installation's users taught it, as it is in force now; what stands in the way of it is logged. What was
 * fitted on it is put where fitted models are looked for.
 */
export async function readLearned(
  versions: Pick<RouterVersions, "current">,
  log: Logger,
  cacheDir?: string,
): Promise<readonly LabelledRequest[]> {
  const { version, examples, model, problems } = await versions.current();
  if (cacheDir !== undefined && model !== undefined) await restore(model, cacheDir);
  for (const problem of problems)
    log.warn({ code: "router.version_broken", version, error: problem }, FELL_BACK);
  return examples.map(toRequest);
}

/** One that is there already, or cannot be written, is left: it costs a fit at most. */
async function restore({ name, bytes }: FittedModel, cacheDir: string): Promise<void> {
  await writeFile(join(cacheDir, name), bytes, { flag: "wx", mode: 0o600 }).catch(() => undefined);
}

const FELL_BACK = "a version of the router is broken, the one before is used";

/** People say who leads, and nothing about the rest. */
export function toRequest({ text, agent }: Pick<LocalExample, "text" | "agent">): LabelledRequest {
  return { text, primary: agent, acceptable: [], support: [], frontDoor: "work" };
}
