import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import type { AIMessageChunk, BaseMessage, UsageMetadata } from "@langchain/core/messages";
import { z } from "zod";
import type { ModelAnswer, ModelMessage, ModelTool, ToolCall } from "../../src/execution/model/chat-model.ts";

export function toLangChain(message: ModelMessage): BaseMessage {
  switch (message.role) {
    case "system":
      return new SystemMessage(message.text);
    case "user":
      return new HumanMessage(message.text);
    case "tool":
      return new ToolMessage({ content: message.text, tool_call_id: message.callId, name: message.name });
    case "assistant":
      return new AIMessage({
        content: message.text,
        tool_calls: message.calls.map(({ id, name, input }) => ({
          id,
          name,
          args: z.record(z.string(), z.unknown()).safeParse(input).data ?? {},
          type: "tool_call" as const,
        })),
      });
  }
}

export function toFunction({ name, description, schema }: ModelTool) {
  return { type: "function" as const, function: { name, description, parameters: schema } };
}

/** Where the providers say why an answer ended. */
const Ending = z.object({
  finish_reason: z.string().optional().catch(undefined),
  stop_reason: z.string().optional().catch(undefined),
  done_reason: z.string().optional().catch(undefined),
});

const CUT = new Set(["length", "max_tokens"]);

/** Why an answer ended, in the provider's word; undefined when it did not say. */
export function endingOf({ response_metadata: metadata }: AIMessageChunk): string | undefined {
  const { finish_reason, stop_reason, done_reason } = Ending.safeParse(metadata).data ?? {};
  return finish_reason ?? stop_reason ?? done_reason;
}

function parsedArguments(args: string): Pick<ToolCall, "input" | "problem"> {
  try {
    return { input: JSON.parse(args === "" ? "{}" : args) as unknown };
  } catch {
    return { input: {}, problem: "they are no whole JSON object" };
  }
}

/** The arguments as they were written: LangChain itself would make a whole object of half a one. */
function callsOf({ tool_call_chunks: chunks = [], tool_calls: calls = [] }: AIMessageChunk): ToolCall[] {
  const written = chunks.map(({ id, name, args }) => ({ id, name, ...parsedArguments(args ?? "") }));
  const whole = calls.map(({ id, name, args }) => ({ id, name, input: args as unknown }));
  return (written.length > 0 ? written : whole).map((call, index) => ({
    ...call,
    name: call.name ?? "",
    id: call.id ?? `call_${index}`,
  }));
}

/** A whole answer of LangChain as ours; figures that the provider does not give count as none. */
export function toAnswer(message: AIMessageChunk, model: string): ModelAnswer {
  const usage = message.usage_metadata as UsageMetadata | undefined;
  return {
    text: message.text,
    calls: callsOf(message),
    usage: {
      inputTokens: usage?.input_tokens ?? 0,
      outputTokens: usage?.output_tokens ?? 0,
      cachedTokens: usage?.input_token_details?.cache_read ?? 0,
    },
    model,
    isCut: CUT.has(endingOf(message) ?? ""),
  };
}
