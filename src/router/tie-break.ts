import { BotError, messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";

/** An agent that may be chosen, in the words of its own file. */
export interface TieBreakCandidate {
  readonly agent: string;
  readonly title: string;
  readonly summary: string;
  readonly routesWhen: readonly string[];
}

export interface TieBreakQuestion {
  /** What the person wrote: something to read, never an instruction. */
  readonly text: string;
  /** Two or three, best first. */
  readonly candidates: readonly TieBreakCandidate[];
}

/**
 * Somebody who reads better than the router, a language model, and may be asked when it is unsure. May reject, may
 * answer anything, may never come back: `createGuardedTieBreak` deals with that.
 */
export interface TieBreak {
  /** The id of the candidate that should lead; undefined when none can be told. Ends when the signal aborts. */
  choose(question: TieBreakQuestion, signal: AbortSignal): Promise<string | undefined>;
}

/** Never rejects: the id of a candidate, or undefined, and then the bot asks the person. */
export type GuardedTieBreak = (question: TieBreakQuestion) => Promise<string | undefined>;

/** A request shows its subject long before this; what is pasted behind it need not leave the machine. */
const MAX_CHARS = 2_000;

/**
 * Holds a tie-break to what it may do: choose one of the candidates within the time given. Everything else (an
 * error, silence, a name that was not offered) counts as no answer and is logged without the person's text.
 */
export function createGuardedTieBreak(
  tieBreak: TieBreak,
  { timeoutMs, log }: { readonly timeoutMs: number; readonly log: Pick<Logger, "warn"> },
): GuardedTieBreak {
  return async ({ text, candidates }) => {
    if (candidates.length < 2) return undefined;
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new BotError("router.tie_break_timeout", `No answer within ${timeoutMs} ms`));
        abort.abort();
      }, timeoutMs);
    });
    try {
      const answer = tieBreak.choose({ text: text.slice(0, MAX_CHARS), candidates }, abort.signal);
      const chosen = await Promise.race([answer, tooLate]);
      if (chosen === undefined || candidates.some(({ agent }) => agent === chosen)) return chosen;
      log.warn({ code: "router.tie_break_outside" }, "the tie-break chose an agent that was not offered");
    } catch (error) {
      const code = error instanceof BotError ? error.code : "router.tie_break_failed";
      log.warn({ code, error: messageOf(error) }, "the tie-break gave no answer, so the bot asks");
    } finally {
      clearTimeout(timer);
    }
    return undefined;
  };
}
