/** A call that a model asks for. */
export interface ToolCall {
  /** Given by the model's server; unique within one answer. */
  readonly id: string;
  readonly name: string;
  /** As the model wrote them, parsed; unchecked. */
  readonly input: unknown;
  /** Why the arguments could not be read at all, for the model. */
  readonly problem?: string;
}

/** What was said so far. A result of a tool answers a call of the assistant message before it. */
export type ModelMessage =
  | { readonly role: "system" | "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly calls: readonly ToolCall[] }
  | { readonly role: "tool"; readonly callId: string; readonly name: string; readonly text: string };

/** A tool as a model is told of it. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of an object. */
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ModelTool[];
  /** The name of the one tool that must be called now, where the server can be told so. */
  readonly mustCall?: string;
  readonly signal: AbortSignal;
  /** Text of the answer as it comes, piece by piece. */
  readonly onText?: (piece: string) => void;
}

/** As the provider counts them. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, read from a cache at another price. */
  readonly cachedTokens: number;
  /** Some of it was guessed, because a server gave no figures. */
  readonly isEstimated?: boolean;
}

export interface ModelAnswer {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly usage: ModelUsage;
  /** `provider:model` that answered. */
  readonly model: string;
  /** The answer stopped at the most tokens that an answer may have. */
  readonly isCut: boolean;
}

/**
 * A language model, one turn at a time; every implementation, and the fake, passes `test/chat-model.contract.ts`.
 * Rejects with a `BotError`: `llm.refused` (the request or the key; no retry helps), `llm.rate_limited`,
 * `llm.unreachable` (down, overloaded, cut off), `llm.timeout`, `llm.model_unavailable`, and `execution.stopped` when
 * the signal fires.
 */
export interface ChatModel {
  /** `provider:model`. */
  readonly name: string;
  answer(request: ModelRequest): Promise<ModelAnswer>;
}
