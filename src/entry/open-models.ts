import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import { BotError } from "../errors.ts";
import type { ModelRunnerDeps } from "../execution/model-runner.ts";
import type { ChatModel } from "../execution/model/chat-model.ts";
import { chooseModel } from "../execution/model/choose-model.ts";
import type { ModelWish } from "../execution/model/choose-model.ts";
import { createBreakers } from "../execution/model/circuit-breaker.ts";
import { providerOf } from "../execution/model/provider-of.ts";
import { withFallbacks } from "../execution/model/with-fallbacks.ts";
import { withTimeLimit } from "../execution/model/with-time-limit.ts";
import { onSlotDevice } from "../gpu/on-slot-device.ts";

export type OpenOne = (name: string) => Promise<ChatModel>;

/** Opens any model as the configuration wants it. LangChain is loaded with the first one, and only then. */
export function createModelOpener({ config, dataDir, env }: Settings): OpenOne {
  const { models } = config;
  const { outputTokens } = models.limits;
  const gguf = { ...models.gguf, packagesDir: join(dataDir, "packages") };
  return async (name) => {
    const { openModel } = await import("../../adapters/llm/open-model.ts");
    const model = await openModel(name, {
      retries: models.retries,
      outputTokens,
      gguf,
      ...(env.OPENAI_BASE_URL === undefined ? {} : { baseUrl: env.OPENAI_BASE_URL }),
      ...(env.OPENAI_API_KEY === undefined ? {} : { apiKey: env.OPENAI_API_KEY }),
    });
    if (providerOf(name) !== "gguf") return model;
    const { createHostedGgufModel } = await import("../../adapters/llm/hosted-gguf-model.ts");
    return onSlotDevice(model, (device) => createHostedGgufModel(name, { ...gguf, outputTokens }, device));
  };
}

/** A model that is opened when it is asked: one whose package is missing must not keep its fallbacks from answering. */
function opensLater(name: string, open: OpenOne): ChatModel {
  return { name, answer: async (request) => (await open(name)).answer(request) };
}

export interface ModelsDeps {
  readonly settings: Settings;
  readonly clock: Clock;
  /** Default: as the configuration wants it. */
  readonly open?: OpenOne;
}

/** The models of this process: each opened once, one breaker for each provider. */
export function createModels({ settings, clock, open }: ModelsDeps): ModelRunnerDeps["modelFor"] {
  const { models } = settings.config;
  const opener = open ?? createModelOpener(settings);
  const known = new Map<string, Promise<ChatModel>>();
  const breakerOf = createBreakers(models.breaker, clock);

  async function openOnce(name: string): Promise<ChatModel> {
    const opened = known.get(name) ?? opener(name);
    known.set(name, opened);
    // What was missing may be there next time.
    opened.catch(() => known.delete(name));
    return opened;
  }

  function limited(name: string): ChatModel {
    return withTimeLimit(opensLater(name, openOnce), models.timeoutMs, clock);
  }

  return async ({ agent, assignment }, onFailure) => {
    const wish: ModelWish = { agent: agent.id, role: assignment.role };
    const choice = chooseModel(wish, models, settings.env.SWITCHYARD_MODEL);
    if (choice === undefined) {
      throw new BotError(
        "llm.model_unavailable",
        "No model is configured. Set SWITCHYARD_MODEL or `models.default`.",
      );
    }
    return withFallbacks([choice.use, ...choice.fallbacks].map(limited), { breakerOf, onFailure });
  };
}
