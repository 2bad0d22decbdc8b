import { BotError, messageOf } from "../../errors.ts";
import type { ChatModel, ModelAnswer, ModelRequest } from "./chat-model.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { providerOf } from "./provider-of.ts";

export interface FallbackDeps {
  readonly breakerOf: (provider: string) => CircuitBreaker;
  /** A model was passed over, or failed and the next one is asked. */
  readonly onFailure?: (failure: { readonly model: string; readonly code: string }) => void;
}

const STOPPED = "execution.stopped";

function codeOf(error: unknown): string {
  return error instanceof BotError ? error.code : "llm.unreachable";
}

/** What the provider is not to blame for: a stop from outside, a request that it refuses, a package not installed. */
function isProvidersFault(code: string): boolean {
  return code === "llm.unreachable" || code === "llm.timeout" || code === "llm.rate_limited";
}

async function ask(model: ChatModel, request: ModelRequest, breaker: CircuitBreaker): Promise<ModelAnswer> {
  try {
    const answer = await model.answer(request);
    breaker.succeeded();
    return answer;
  } catch (error) {
    if (isProvidersFault(codeOf(error))) breaker.failed();
    else breaker.abandoned();
    throw error;
  }
}

/**
 * The first model that answers, in this order; one whose provider is paused is not asked. Rejects with the error of
 * the only model, and with `llm.no_model` when there were several and none answered.
 */
export function withFallbacks(models: readonly ChatModel[], deps: FallbackDeps): ChatModel {
  const [first] = models;
  return {
    name: first?.name ?? "none",
    async answer(request) {
      const failures: { readonly text: string; readonly error: unknown }[] = [];
      for (const model of models) {
        const breaker = deps.breakerOf(providerOf(model.name));
        if (!breaker.mayCall()) {
          const error = new BotError(
            "llm.paused",
            `${model.name} is not asked for a while, because its provider failed too often.`,
            { retryable: true },
          );
          failures.push({ text: error.message, error });
          deps.onFailure?.({ model: model.name, code: error.code });
          continue;
        }
        try {
          return await ask(model, request, breaker);
        } catch (error) {
          if (request.signal.aborted || codeOf(error) === STOPPED) throw error;
          failures.push({ text: messageOf(error), error });
          deps.onFailure?.({ model: model.name, code: codeOf(error) });
        }
      }
      if (failures.length === 1) throw failures[0]?.error;
      const retryable = failures.some(({ error }) => !(error instanceof BotError) || error.retryable);
      throw new BotError("llm.no_model", `No model answered. ${failures.map(({ text }) => text).join(" ")}`, {
        retryable,
      });
    },
  };
}
