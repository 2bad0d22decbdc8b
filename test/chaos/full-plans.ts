import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePrivateRedis } from "../../src/store/private-redis.ts";
import { runPlans } from "./run-plans.ts";

/** `npm run chaos -- --plans 200`: random plans in batches of fifty, each under fire. True when every promise held. */
export async function runAllPlans(plans: number, seed: number): Promise<boolean> {
  const BATCH = 50;
  const dataDir = await mkdtemp(join(tmpdir(), "switchyard-plans-"));
  const redis = await ensurePrivateRedis({ dataDir, fsync: "everysec" });
  let held = true;
  for (let done = 0; done < plans; done += BATCH) {
    const count = Math.min(BATCH, plans - done);
    const batchSeed = seed + done;
    console.log(`plans ${done + 1} to ${done + count}, seed ${batchSeed}`);
    const report = await runPlans({
      redisUrl: redis.url,
      seed: batchSeed,
      plans: count,
      workers: 3,
      kills: 12,
      changes: count * 5,
      paceMs: 90,
      workMs: 120,
      patienceMs: 240_000,
      say: (line) => console.log(`  ${line}`),
    });
    const { open, endedTwice, doubleResults, early, orphans } = report;
    const ok = [open, endedTwice, doubleResults, early, orphans].every((list) => list.length === 0);
    if (!ok) held = false;
    console.log(`  ${ok ? "held" : "BROKEN"}:`, report);
  }
  await redis.stop();
  await rm(dataDir, { recursive: true, force: true });
  return held;
}
