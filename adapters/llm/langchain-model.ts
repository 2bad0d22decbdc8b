import { concat } from "@langchain/core/utils/stream";
import type { AIMessageChunk } from "@langchain/core/messages";
import { BotError } from "../../src/errors.ts";
import type { ChatModel, ModelRequest } from "../../src/execution/model/chat-model.ts";
import { endingOf, toAnswer, toFunction, toLangChain } from "./langchain-messages.ts";
import { openChatModel } from "./open-chat-model.ts";
import type { ChatModelOptions } from "./open-chat-model.ts";
import { toBotError } from "./to-bot-error.ts";

type Opened = Awaited<ReturnType<typeof openChatModel>>;

/** Asks for a stream and puts it together, handing on text as it comes. */
async function readWhole(model: Opened, request: ModelRequest): Promise<AIMessageChunk | undefined> {
  const { messages, tools, mustCall, signal, onText } = request;
  const bound =
    tools.length === 0
      ? model
      : model.bindTools(tools.map(toFunction), mustCall === undefined ? {} : { tool_choice: mustCall });
  const stream = await bound.stream(messages.map(toLangChain), { signal });
  let whole: AIMessageChunk | undefined;
  for await (const piece of stream as AsyncIterable<AIMessageChunk>) {
    if (piece.text !== "") onText?.(piece.text);
    whole = whole === undefined ? piece : concat(whole, piece);
  }
  return whole;
}

/**
 * A model of any provider that LangChain knows. Retries are those of its client, before the first piece of an answer;
 * an answer that breaks off is `llm.unreachable`. Rejects with `llm.model_unavailable` when it cannot be opened.
 */
export async function createLangChainModel(options: ChatModelOptions): Promise<ChatModel> {
  const name = options.model;
  const model = await openChatModel(options);
  return {
    name,
    async answer(request) {
      try {
        const whole = await readWhole(model, request);
        if (whole === undefined || endingOf(whole) === undefined) {
          throw new BotError("llm.unreachable", `${name} broke off in the middle of its answer.`, {
            retryable: true,
          });
        }
        return toAnswer(whole, name);
      } catch (error) {
        throw toBotError(error, name, request.signal);
      }
    },
  };
}
