import type { Clock } from "../../clock.ts";
import { BotError } from "../../errors.ts";
import type { ChatModel } from "./chat-model.ts";

/** Gives a turn up that takes longer than `timeoutMs`: rejects with `llm.timeout`. */
export function withTimeLimit(model: ChatModel, timeoutMs: number, clock: Clock): ChatModel {
  return {
    name: model.name,
    async answer(request) {
      const late = new AbortController();
      const over = new AbortController();
      const timedOut = async (): Promise<never> => {
        await clock.sleep(timeoutMs, over.signal);
        if (over.signal.aborted) return new Promise<never>(() => undefined);
        late.abort();
        throw new BotError(
          "llm.timeout",
          `${model.name} gave no answer within ${Math.round(timeoutMs / 1_000)} s.`,
          { retryable: true },
        );
      };
      const signal = AbortSignal.any([request.signal, late.signal]);
      const answer = model.answer({ ...request, signal });
      // When time wins, nobody waits for the answer any more.
      answer.catch(() => undefined);
      try {
        return await Promise.race([answer, timedOut()]);
      } finally {
        over.abort();
      }
    },
  };
}
