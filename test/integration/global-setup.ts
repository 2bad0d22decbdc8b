import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureBuild } from "../../scripts/setup/ensure-build.mjs";
import { ensurePrivateRedis } from "../../src/store/private-redis.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A real Redis of this test run, append-only file on: `inject("redisUrl")`. Shared, so use keys of your own. */
    redisUrl: string;
  }
}

/** The compiled command line, and one Redis for the whole run. Without redis-server the run fails and says how to install it; nothing skips. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureBuild({ quiet: true });
  const dataDir = await mkdtemp(join(tmpdir(), "switchyard-test-"));
  const redisServer = process.env["SWITCHYARD_REDIS_SERVER"] ?? "";
  const redis = await ensurePrivateRedis({
    dataDir,
    fsync: "everysec",
    ...(redisServer === "" ? {} : { redisServer }),
  });
  project.provide("redisUrl", redis.url);
  return async () => {
    await redis.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
