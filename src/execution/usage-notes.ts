import type { Spend } from "../budgets/spend.ts";
import type { NewEvent } from "../events/event.ts";
import type { ChatModel, ModelAnswer, ModelUsage } from "./model/chat-model.ts";
import type { ModelPrice } from "./model/model-price.ts";
import { addUsage, costOf, NO_USAGE, tokensOf } from "./model/usage.ts";

export interface UsageNotesOptions {
  /** Who uses the models, for the events. */
  readonly by: { readonly taskId: string; readonly agent: string; readonly assignment: string };
  readonly priceOf: (model: string) => ModelPrice | undefined;
  readonly currency: string;
  readonly note: (events: readonly NewEvent[]) => Promise<void>;
}

/** What models used, on record as soon as they have answered: a run that is cut off has been counted until then. */
export interface UsageNotes {
  /** The model, each answer of which is noted. */
  watch(model: ChatModel): ChatModel;
  /** Notes what could not be noted before. */
  flush(): Promise<void>;
  /** What is not on record yet. */
  unnoted(): Spend;
}

/** An event for each answer. One that cannot be written stays, and is written with the next one. */
export function createUsageNotes({ by, priceOf, currency, note }: UsageNotesOptions): UsageNotes {
  let waiting: Pick<ModelAnswer, "model" | "usage">[] = [];

  function costIn(model: string, usage: ModelUsage): number | undefined {
    const price = priceOf(model);
    return price === undefined ? undefined : costOf(usage, price);
  }

  function toEvent({ model, usage }: Pick<ModelAnswer, "model" | "usage">): NewEvent {
    const { taskId, agent, assignment } = by;
    const cost = costIn(model, usage);
    const paid = cost === undefined ? {} : { cost, currency };
    return { type: "model.used", taskId, data: { agent, assignment, model, ...usage, ...paid } };
  }

  async function flush(): Promise<void> {
    const answers = waiting;
    if (answers.length === 0) return;
    waiting = [];
    // Work is worth more than its bill.
    await note(answers.map(toEvent)).catch(() => {
      waiting = [...answers, ...waiting];
    });
  }

  return {
    flush,
    watch: (model) => ({
      name: model.name,
      async answer(request) {
        const answer = await model.answer(request);
        waiting.push({ model: answer.model, usage: answer.usage });
        await flush();
        return answer;
      },
    }),
    unnoted() {
      const usage = waiting.reduce((sum, answer) => addUsage(sum, answer.usage), NO_USAGE);
      const tokens = tokensOf(usage);
      const money = waiting.reduce((sum, answer) => sum + (costIn(answer.model, answer.usage) ?? 0), 0);
      return { tokens, estimatedTokens: usage.isEstimated === true ? tokens : 0, money, gpuMinutes: 0 };
    },
  };
}
