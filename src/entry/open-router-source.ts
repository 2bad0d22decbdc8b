import { join } from "node:path";
import type { Settings } from "../config/settings.ts";
import { createSentenceEncoder } from "../encoder/create-sentence-encoder.ts";
import { BotError, messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import { openLinearJudge } from "../router/linear-judge.ts";
import { createGuardedTieBreak, type GuardedTieBreak } from "../router/tie-break.ts";
import { findPackageRoot } from "./find-package-root.ts";
import { openBitnetJudge } from "./open-bitnet-judge.ts";
import { openVersions, readLearned } from "./open-versions.ts";
import { openTrainingSet } from "./open-training-set.ts";
import { createRouterSource, type RouterParts, type RouterSource } from "./router-source.ts";

export interface OpenRouterSourceOptions {
  readonly settings: Settings;
  /** The folder with the agents; their training requests lie in `routing/` below it. */
  readonly agentDir: string;
  readonly log: Logger;
  /** Leaves no trace in the data folder and fits nothing: `routerFor` rejects with `router.not_fitted`. Default false. */
  readonly isReadOnly?: boolean;
  /** Default: what the version in force of the data folder has learned. */
  readonly learned?: NonNullable<RouterParts["learned"]>;
  /** False leaves the language model out, whatever the configuration says. Default true. */
  readonly hasTieBreak?: boolean;
  /** Default: the shipped one. */
  readonly modelDir?: string;
  /** Where fitted models are kept. Default: `router/` of the data folder. */
  readonly cacheDir?: string;
}

/** The folder with the model that comes with the installation. */
export function shippedModelDir(): string {
  return join(findPackageRoot(), "models", "router");
}

/** Opens what routers of this installation are made of: model, tie-break, folders. Close it when all is done. */
export async function openRouterSource(options: OpenRouterSourceOptions): Promise<RouterSource> {
  const { settings, agentDir, log, modelDir = shippedModelDir() } = options;
  const { routing, router, project } = settings.config;
  const { cacheDir = join(settings.dataDir, "router"), isReadOnly = false } = options;
  const restoreTo = isReadOnly ? undefined : cacheDir;
  const learned = options.learned ?? (async () => readLearned(openVersions(settings), log, restoreTo));
  const kept = { cacheDir, isReadOnly };
  const tieBreak = options.hasTieBreak === false ? undefined : await openTieBreak(settings, log);
  const { routeAt, askAt } = routing;
  return createRouterSource({
    kind: settings.routerKind,
    log,
    bands: { ...(routeAt === undefined ? {} : { routeAt }), ...(askAt === undefined ? {} : { askAt }) },
    parts: {
      openEncoder: async () => createSentenceEncoder({ ...router.encoder, dir: modelDir, logger: log }),
      openBitnet: async (set, encoder, examples) =>
        openBitnetJudge(set, encoder, {
          agentDir,
          modelDir,
          project,
          learned: examples,
          ...kept,
        }),
      openLinear: async (set, examples) => {
        const places = { shippedDir: modelDir, ...kept };
        const training = await openTrainingSet(set, { agentDir, project, learned: examples, ...places });
        return { name: "linear", judge: await openLinearJudge(training, places) };
      },
      ...(tieBreak === undefined ? {} : { tieBreak }),
      learned,
    },
  });
}

/** Undefined when it is off or cannot be had: routing goes on, and the bot asks. */
async function openTieBreak({ config, env }: Settings, log: Logger): Promise<GuardedTieBreak | undefined> {
  const { enabled, timeoutMs } = config.routing.tieBreak;
  if (!enabled) return undefined;
  const { SWITCHYARD_MODEL: model, OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey } = env;
  if (model === undefined) {
    log.warn({}, "routing.tieBreak is enabled, but SWITCHYARD_MODEL names no model; the bot asks instead");
    return undefined;
  }
  try {
    // Loaded only when it is used: the client is large.
    const { createLangChainTieBreak } = await import("../../adapters/llm/langchain-tie-break.ts");
    const tieBreak = await createLangChainTieBreak({
      model,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(apiKey === undefined ? {} : { apiKey }),
    });
    return createGuardedTieBreak(tieBreak, { timeoutMs, log });
  } catch (error) {
    const code = error instanceof BotError ? error.code : "llm.model_unavailable";
    log.warn({ code, error: messageOf(error) }, "the tie-break cannot be used, the bot asks instead");
    return undefined;
  }
}
