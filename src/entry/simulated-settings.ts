import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BotError } from "../errors.ts";
import { readSettings } from "../config/settings.ts";
import type { Settings } from "../config/settings.ts";
import type { Scenario } from "../simulate/scenario.ts";

/** Real time between the tries of a job; virtual time does not pass meanwhile. */
const BACKOFF_MS = 10;
const SHUTDOWN_MS = 2_000;

export interface Simulated {
  readonly settings: Settings;
  /** That of the real installation: fitting a router takes half a minute, and the same examples give the same router. */
  readonly routerCache: string;
}

/**
 * Settings of an installation that exists for one scenario: its files lie in `folder`, its Redis is private, and it
 * has learned nothing. Of the machine's own settings only the program for Redis is taken over.
 */
export async function simulatedSettings(scenario: Scenario, folder: string): Promise<Simulated> {
  const workspace = join(folder, "workspace");
  for (const [path, text] of Object.entries({ ".keep": "", ...scenario.workspace })) {
    await writeInside(workspace, path, text);
  }
  // JSON is YAML, and the same checks find what is wrong with it.
  await writeFile(join(folder, "switchyard.yaml"), JSON.stringify(scenario.config));
  const source = { SWITCHYARD_DATA: "data", SWITCHYARD_WORKSPACE: "workspace" };
  const settings = readSettings({ cwd: folder, source });
  const { env, redis: own, dataDir: ownDataDir } = readSettings();
  const { config, dataDir } = settings;
  const redisServer = own.kind === "private" ? own.redisServer : env.SWITCHYARD_REDIS_SERVER;
  const simulated: Settings = {
    ...settings,
    config: {
      ...config,
      redis: { ...config.redis, fsync: "everysec" },
      jobs: { ...config.jobs, backoffMs: BACKOFF_MS, shutdownMs: SHUTDOWN_MS, concurrency: 1 },
    },
    redis: { kind: "private", dataDir, ...(redisServer === undefined ? {} : { redisServer }) },
  };
  return { settings: simulated, routerCache: join(ownDataDir, "router") };
}

/** Writes a file of the workspace; rejects with `simulate.bad_path` for one that is outside of it. */
export async function writeInside(root: string, path: string, text: string): Promise<void> {
  if (path.startsWith("/") || path.split(/[/\\]/u).includes("..")) {
    throw new BotError("simulate.bad_path", `The scenario has a file outside of its workspace: ${path}.`);
  }
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
