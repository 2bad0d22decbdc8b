import { nearMisses, searchPath } from "../../config/env.ts";
import { collectSettings } from "../../config/settings.ts";
import type { Settings } from "../../config/settings.ts";
import type { DoctorLine } from "../../doctor/doctor.ts";
import { formatDoctor } from "../../doctor/format-doctor.ts";
import { runDoctor } from "../../doctor/run-doctor.ts";
import { runProgram } from "../../doctor/run-program.ts";
import { silentLogger } from "../../log/logger.ts";
import { readDefinitions } from "../../orchestration/read-definitions.ts";
import { inspectRedis } from "../../store/check-redis.ts";
import { connectOrFail, createRedisClient, redactRedisUrl } from "../../store/redis-connection.ts";
import { createRouter } from "../create-reloading-router.ts";
import { openRedis } from "../open-redis.ts";
import { agentDir } from "../start-switchyard.ts";

const REDIS_WITHIN_MS = 5_000;

async function inspectServer(settings: Settings) {
  const redis = await openRedis(settings, silentLogger);
  const client = createRedisClient({ url: redis.url, role: "door", name: "doctor" });
  try {
    await connectOrFail(client, REDIS_WITHIN_MS, redactRedisUrl(redis.url));
    return await inspectRedis(client);
  } finally {
    client.disconnect();
    await redis.stop();
  }
}

async function checkRouter({ routerKind }: Settings): Promise<DoctorLine[]> {
  const { set } = await readDefinitions(agentDir());
  const name = "router";
  if (set === undefined)
    return [{ name, verdict: "off", message: "Not checked, because the agents have problems." }];
  const router = await createRouter(set, { agentDir: agentDir() });
  const { ms } = await router.route(set.agents.agents[0]?.examples[0] ?? "");
  const facts = `the linear baseline answers in ${ms.toFixed(1)} ms for ${set.agents.agents.length} agents.`;
  if (routerKind !== "bitnet") return [{ name, verdict: "ok", message: `Fitted: ${facts}` }];
  const remedy = "Leave SWITCHYARD_ROUTER out, or set it to linear, until a BitNet model is installed.";
  return [{ name, verdict: "warning", message: `No BitNet model is installed; ${facts}`, remedy }];
}

/** `switchyard doctor`: what works, what does not and what to do about it; 1 when there is a problem. */
export async function runDoctorCommand(): Promise<number> {
  const report = await runDoctor({
    settings: collectSettings(),
    nearMisses: nearMisses(),
    nodeVersion: process.version,
    searchPath: searchPath(),
    runProgram,
    agents: async () => {
      const { problems, set } = await readDefinitions(agentDir());
      return { problems, count: set?.agents.agents.length ?? 0 };
    },
    redis: {
      where: ({ redis }) => (redis.kind === "url" ? redactRedisUrl(redis.url) : "the private server"),
      inspect: inspectServer,
    },
    router: checkRouter,
  });
  process.stdout.write(`${formatDoctor(report.lines, { colour: process.stdout.isTTY })}\n`);
  return report.exitCode;
}
