import { ensureBuild } from "./ensure-build.mjs";
import { ensureNodeVersion } from "./ensure-node-version.mjs";
import { ensurePackages } from "./ensure-packages.mjs";
import { ensureRedis } from "./ensure-redis.mjs";

/** Everything that a fresh machine with nothing but Node lacks. Quiet and fast when nothing is missing. */
export async function prepare({ forTests = false, build = true } = {}) {
  ensureNodeVersion();
  await ensurePackages();
  ensureRedis({ forTests });
  return build ? ensureBuild() : undefined;
}
