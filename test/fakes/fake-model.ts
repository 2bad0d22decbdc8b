import { BotError } from "../../src/errors.ts";
import { stoppedError, untilAborted } from "../../src/execution/loop/until-aborted.ts";
import type { ChatModel, ModelRequest, ModelUsage } from "../../src/execution/model/chat-model.ts";

/** What a scripted model does in one turn. */
export type ScriptedTurn =
  | {
      readonly say?: string;
      /** `input` as a text is what the model writes as arguments, whole or not. */
      readonly calls?: readonly { readonly name: string; readonly input: object | string }[];
      readonly usage?: ModelUsage;
      readonly isCut?: boolean;
    }
  /** Takes the request and says nothing. */
  | { readonly hangs: true }
  /** Ends in the middle of its answer. */
  | { readonly breaksOff: true }
  | { readonly fails: 400 | 401 | 429 | 500; readonly retryAfterSeconds?: number };

export type Script = (request: ModelRequest, turn: number) => ScriptedTurn;

export const USAGE: ModelUsage = { inputTokens: 100, outputTokens: 20, cachedTokens: 0 };

const CODES = {
  400: "llm.refused",
  401: "llm.refused",
  429: "llm.rate_limited",
  500: "llm.unreachable",
} as const;

function pieces(text: string): string[] {
  return text.match(/.{1,4}/gsu) ?? [];
}

function parsed(input: object | string): { input: unknown; problem?: string } {
  if (typeof input !== "string") return { input };
  try {
    return { input: JSON.parse(input) as unknown };
  } catch {
    return { input: {}, problem: "they are no whole JSON object" };
  }
}

/** A model that answers as told; what it was asked is kept. */
export function createFakeModel(script: Script, name = "fake:model") {
  const asked: ModelRequest[] = [];
  const model: ChatModel = {
    name,
    async answer(request) {
      if (request.signal.aborted) throw stoppedError();
      const turn = script(request, asked.length);
      asked.push({ ...request, messages: [...request.messages] });
      if ("hangs" in turn)
        return untilAborted(async () => new Promise<never>(() => undefined), request.signal);
      if ("breaksOff" in turn) throw new BotError("llm.unreachable", "It broke off.", { retryable: true });
      if ("fails" in turn) {
        const wait =
          turn.retryAfterSeconds === undefined ? {} : { retryAfterMs: turn.retryAfterSeconds * 1_000 };
        throw new BotError(CODES[turn.fails], "It failed.", { retryable: turn.fails >= 429, ...wait });
      }
      const { say = "", calls = [], usage = USAGE, isCut = false } = turn;
      for (const piece of pieces(say)) request.onText?.(piece);
      return {
        text: say,
        calls: calls.map((call, index) => ({
          id: `c${asked.length}.${index}`,
          name: call.name,
          ...parsed(call.input),
        })),
        usage,
        model: name,
        isCut,
      };
    },
  };
  return { model, asked };
}
