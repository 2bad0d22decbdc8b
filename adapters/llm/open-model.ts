import type { ChatModel } from "../../src/execution/model/chat-model.ts";
import { providerOf } from "../../src/execution/model/provider-of.ts";
import type { GgufOptions } from "./gguf-model.ts";
import type { ChatModelOptions } from "./open-chat-model.ts";

export interface OpenModelOptions extends Omit<ChatModelOptions, "model"> {
  readonly gguf: GgufOptions;
}

/**
 * Opens `provider:model`: `gguf:path` in this process, everything else through LangChain. Rejects with
 * `llm.model_unavailable`.
 */
export async function openModel(name: string, { gguf, ...options }: OpenModelOptions): Promise<ChatModel> {
  if (providerOf(name) === "gguf") {
    const { createGgufModel } = await import("./gguf-model.ts");
    return createGgufModel(name, { ...gguf, outputTokens: options.outputTokens });
  }
  const { createLangChainModel } = await import("./langchain-model.ts");
  return createLangChainModel({ ...options, model: name });
}
