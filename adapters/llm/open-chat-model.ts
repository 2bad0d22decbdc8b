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
}

/** OpenAI's own client refuses to start without a key, also for servers that ask for none. */
const NO_KEY = "none";
/** These think before they answer and refuse a temperature. */
const WITHOUT_TEMPERATURE = /^(?:o\d|gpt-5)/u;

/**
 * A chat model through LangChain. Nothing is called yet and nothing is tried twice: whoever asks decides how long an
 * answer is worth waiting for. Rejects with `llm.model_unavailable` for a provider that is unknown or whose package
 * is not installed.
 */
export async function openChatModel({
  model,
  baseUrl,
  apiKey,
}: ChatModelOptions): Promise<ConfigurableModel> {
  const [provider = "", ...rest] = model.split(":");
  const name = rest.join(":");
  try {
    return await initChatModel(name, {
      modelProvider: provider,
      maxRetries: 0,
      ...(WITHOUT_TEMPERATURE.test(name) ? {} : { temperature: 0 }),
      ...(provider === "openai" ? { apiKey: apiKey ?? NO_KEY } : {}),
      ...(provider === "openai" && baseUrl !== undefined ? { configuration: { baseURL: baseUrl } } : {}),
    });
  } catch (error) {
    throw new BotError(
      "llm.model_unavailable",
      `The model ${model} cannot be used: ${messageOf(error)} Correct SWITCHYARD_MODEL.`,
      { cause: error },
    );
  }
}
