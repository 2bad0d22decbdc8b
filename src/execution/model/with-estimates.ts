import { estimateTokens } from "../prompt/estimate-tokens.ts";
import type { ChatModel, ModelAnswer, ModelRequest } from "./chat-model.ts";

function counted({ messages }: ModelRequest, answer: ModelAnswer): ModelAnswer {
  const { inputTokens, outputTokens } = answer.usage;
  if (inputTokens + outputTokens > 0) return answer;
  const calls = answer.calls.length === 0 ? "" : JSON.stringify(answer.calls.map(({ input }) => input));
  const usage = {
    inputTokens: messages.reduce((sum, { text }) => sum + estimateTokens(text), 0),
    outputTokens: estimateTokens(answer.text + calls),
    cachedTokens: 0,
    isEstimated: true,
  };
  return { ...answer, usage };
}

/** A model whose server may leave out how many tokens it used: then they are estimated, and the usage says so. */
export function withEstimates(model: ChatModel): ChatModel {
  return {
    name: model.name,
    answer: async (request) => counted(request, await model.answer(request)),
  };
}
