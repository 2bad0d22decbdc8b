import { systemClock } from "../../clock.ts";
import { nearMisses, searchPath } from "../../config/env.ts";
import { collectSettings } from "../../config/settings.ts";
import type { Settings } from "../../config/settings.ts";
import type { DoctorLine } from "../../doctor/doctor.ts";
import { checkModel } from "../../doctor/check-model.ts";
import { checkRouterModel } from "../../doctor/check-router-model.ts";
import type { LoadedRouterModel } from "../../doctor/check-router-model.ts";
import { checkRouterVersions } from "../../doctor/check-router-versions.ts";
import { checkSandbox } from "../../doctor/check-sandbox.ts";
import { formatDoctor } from "../../doctor/format-doctor.ts";
import { runDoctor } from "../../doctor/run-doctor.ts";
import { runProgram } from "../../doctor/run-program.ts";
import { createSentenceEncoder } from "../../encoder/create-sentence-encoder.ts";
import { BotError } from "../../errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { silentLogger } from "../../log/logger.ts";
import { readDefinitions } from "../../orchestration/read-definitions.ts";
import type { DefinitionSet } from "../../orchestration/read-definitions.ts";
import { createRunProcess } from "../../process/run-process.ts";
import { inspectRedis } from "../../store/check-redis.ts";
import { connectOrFail, createRedisClient, redactRedisUrl } from "../../store/redis-connection.ts";
import { allCommands } from "../../conversation/commands/all-commands.ts";
import { toHelp } from "../../conversation/commands/render-command-help.ts";
import { checkDiscord } from "../check-discord.ts";
import { openSandbox } from "../open-agent-tools.ts";
import { namedModels } from "../../execution/model/choose-model.ts";
import { createModelOpener } from "../open-models.ts";
import { openRedis } from "../open-redis.ts";
import { slackChecks } from "../open-slack.ts";
import { openRouterSource, shippedModelDir } from "../open-router-source.ts";
import { openVersions } from "../open-versions.ts";
import type { RouterSource } from "../router-source.ts";
import { agentDir } from "../agent-dir.ts";

const REDIS_WITHIN_MS = 5_000;
const MODEL_WITHIN_MS = 15_000;
const NOT_FITTED =
  "Will be fitted at the next start, since agents, requests or project names have changed; that takes up to a minute.";

async function inspectServer(settings: Settings) {
  // A private server makes the data folder, which must not be tried for ever where that cannot be done.
  if (settings.redis.kind === "private") makeFolder(settings.redis.dataDir);
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

async function loadRouterModel({ config }: Settings): Promise<LoadedRouterModel> {
  const startedAt = performance.now();
  const encoder = await createSentenceEncoder({ ...config.router.encoder, dir: shippedModelDir() });
  const loadMs = performance.now() - startedAt;
  const { id, provider, fallback } = encoder;
  await encoder.close();
  return { id, provider, fallback, loadMs };
}

async function checkRouter(settings: Settings): Promise<DoctorLine[]> {
  const { set } = await readDefinitions(agentDir());
  const name = "router";
  if (set === undefined)
    return [{ name, verdict: "off", message: "Not checked, because the agents have problems." }];
  const options = { settings, agentDir: agentDir(), log: silentLogger, isReadOnly: true };
  const source = await openRouterSource(options);
  try {
    return [await tryRouter(set, source)];
  } catch (error) {
    if (error instanceof BotError && error.code === "router.not_fitted")
      return [{ name, verdict: "ok", message: NOT_FITTED }];
    throw error;
  } finally {
    await source.close();
  }
}

async function tryRouter(set: DefinitionSet, source: RouterSource): Promise<DoctorLine> {
  const name = "router";
  const router = await source.routerFor(set);
  const [first = "", second = ""] = set.agents.agents[0]?.examples ?? [];
  // The first answer pays for what later ones find ready; the same text again would come from a cache.
  await router.route(first);
  const { ms } = await router.route(second);
  const message = `The ${source.kind} router answers in ${ms.toFixed(1)} ms for ${set.agents.agents.length} agents.`;
  if (source.standsIn === undefined) return { name, verdict: "ok", message };
  const remedy = "Bring the model back, or set SWITCHYARD_ROUTER=linear to do without it.";
  return { name, verdict: "warning", message: `${message} ${source.standsIn.message}`, remedy };
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
      where: ({ redis }) => (redis.kind === "url" ? redactRedisUrl(redis.url) : "The private server"),
      inspect: inspectServer,
    },
    router: checkRouter,
    more: (settings) => [
      ...slackChecks(settings),
      checkRouterModel({
        isWanted: settings.routerKind === "bitnet",
        load: async () => loadRouterModel(settings),
      }),
      checkRouterVersions(openVersions(settings)),
      checkSandbox({
        mode: settings.config.sandbox.mode,
        open: async () => openSandbox(settings, createRunProcess({ clock: systemClock })),
      }),
      checkDiscord(settings.env, allCommands.map(toHelp)),
      checkModel({
        names: namedModels(settings.config.models, settings.env.SWITCHYARD_MODEL),
        open: createModelOpener(settings),
        withinMs: MODEL_WITHIN_MS,
      }),
    ],
  });
  process.stdout.write(`${formatDoctor(report.lines, { colour: process.stdout.isTTY })}\n`);
  return report.exitCode;
}
