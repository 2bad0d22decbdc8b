import type { ModelMessage } from "../model/chat-model.ts";
import { estimateTokens } from "../prompt/estimate-tokens.ts";

const LEFT_OUT = "[left out to make room; call the tool again if you need it]";

function sizeOf(message: ModelMessage): number {
  const calls = message.role === "assistant" ? JSON.stringify(message.calls) : "";
  return estimateTokens(message.text + calls);
}

/**
 * The conversation within so many tokens, by estimate: results of tools give way first, oldest first; the newest one
 * stays. Instructions, the request and what people wrote always stay.
 */
export function shrinkHistory(messages: readonly ModelMessage[], maxTokens: number): readonly ModelMessage[] {
  let size = messages.reduce((sum, message) => sum + sizeOf(message), 0);
  const lastResult = messages.findLastIndex(({ role }) => role === "tool");
  return messages.map((message, index) => {
    if (size <= maxTokens || message.role !== "tool" || index === lastResult) return message;
    const short = { ...message, text: LEFT_OUT };
    if (sizeOf(short) >= sizeOf(message)) return message;
    size -= sizeOf(message) - sizeOf(short);
    return short;
  });
}
