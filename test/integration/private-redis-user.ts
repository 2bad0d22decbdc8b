/** A process of its own that uses the private Redis of a data folder until its input ends. */
import { ensurePrivateRedis } from "../../src/store/private-redis.ts";

const [dataDir = ""] = process.argv.slice(2);
const redis = await ensurePrivateRedis({ dataDir, fsync: "always" });
process.stdout.write(`${JSON.stringify({ started: redis.started, url: redis.url })}\n`);
process.stdin.resume().once("end", () => {
  void redis.stop();
});
