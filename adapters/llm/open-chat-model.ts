import { initChatModel } from "langchain/chat_models/universal";
import type { ConfigurableModel } from "langchain/chat_models/universal";
import { BotError, messageOf } from "../../src/errors.ts";

export interface ChatModelOptions {
  /** `provider:model`, for example `openai:gpt-oss-20b`. */
  readonly model: string;
  /** Of a server that speaks the OpenAI API; for the provider openai. */
  readonly baseUrl?: string;
  /** A server of one's own may well ask for none. */
  readonly apiKey?: string;
  /** Further tries of one request, with the client's own back-off. Default: none. */
  readonly retries?: number;
  /** Most tokens of an answer. Default: the provider's. */
  readonly outputTokens?: number;
}

/** OpenAI's own client refuses to start without a key, also for servers that ask for none. */
const NO_KEY = "none";
/** These think before they answer and refuse a temperature. */
const WITHOUT_TEMPERATURE = /^(?:o\d|gpt-5)/u;
/** What LangChain says when a provider's package is not there. */
const MISSING_PACKAGE =
  /(?:unable to import|cannot find (?:package|module)|please install)[^@]*(@?[\w@/.-]+)/iu;

function lengthOption(provider: string, outputTokens: number | undefined): object {
  if (outputTokens === undefined) return {};
  return provider === "ollama" ? { numPredict: outputTokens } : { maxTokens: outputTokens };
}

function remedyFor(provider: string, error: unknown): string {
  const message = messageOf(error);
  const missing = MISSING_PACKAGE.exec(message)?.[1] ?? `@langchain/${provider}`;
  return MISSING_PACKAGE.test(message)
    ? `its package is not installed. Run \`npm install ${missing.replace(/[.,'"`]+$/u, "")}\` in the folder of Switchyard and start again.`
    : `${message} Correct the name where it was given.`;
}

/**
 * A chat model through LangChain. Nothing is called yet. Rejects with `llm.model_unavailable` for a provider that is
 * unknown or whose package is not installed.
 */
export async function openChatModel(options: ChatModelOptions): Promise<ConfigurableModel> {
  const { model, baseUrl, apiKey, retries = 0, outputTokens } = options;
  const [provider = "", ...rest] = model.split(":");
  const name = rest.join(":");
  try {
    return await initChatModel(name, {
      modelProvider: provider,
      maxRetries: retries,
      ...lengthOption(provider, outputTokens),
      ...(WITHOUT_TEMPERATURE.test(name) ? {} : { temperature: 0 }),
      ...(provider === "openai" ? { apiKey: apiKey ?? NO_KEY } : {}),
      ...(provider === "openai" && baseUrl !== undefined ? { configuration: { baseURL: baseUrl } } : {}),
    });
  } catch (error) {
    throw new BotError(
      "llm.model_unavailable",
      `The model ${model} (SWITCHYARD_MODEL or \`models\`) cannot be used: ${remedyFor(provider, error)}`,
      { cause: error },
    );
  }
}
