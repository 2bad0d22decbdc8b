import { BotError } from "../errors.ts";
import type { Judge, Judgement } from "./judgement.ts";

export type JudgeName = "bitnet" | "linear";

/** Confidence from which a request is routed silently, and from which the bot asks; 0..1, `askAt` not above. */
export interface Bands {
  readonly routeAt: number;
  readonly askAt: number;
}

/** A judge under the name that its decisions carry. */
export interface NamedJudge {
  readonly name: JudgeName;
  readonly judge: Judge;
  /** From its own calibration; absent: the rules' numbers hold. */
  readonly bands?: Bands;
}

export interface Judging {
  readonly first: NamedJudge;
  /** Made when it is first needed, and kept. */
  readonly standIn?: () => Promise<NamedJudge>;
  /** Told of each text that the first judge failed on. */
  readonly onFailure?: (error: unknown) => void;
}

/** A judgement and whose it is. */
export interface Judged {
  readonly judgement: Judgement;
  readonly by: NamedJudge;
}

/** Too much to do at the moment, or about to stop: the message is better taken up again than judged worse. */
function isPassing(error: unknown): boolean {
  return error instanceof BotError && ["router.encoder_busy", "router.encoder_closed"].includes(error.code);
}

/**
 * Makes the function that judges a text by the first judge, and by the stand-in where that one fails: a model that
 * breaks while it runs costs quality, never an answer. Rejects, retryably, while the model is overloaded or closed.
 */
export function createJudging({ first, standIn, onFailure }: Judging): (text: string) => Promise<Judged> {
  let second: Promise<NamedJudge> | undefined;
  return async (text) => {
    try {
      return { judgement: await first.judge(text), by: first };
    } catch (error) {
      if (isPassing(error)) throw error;
      onFailure?.(error);
      if (standIn === undefined) throw error;
      second ??= standIn();
      const by = await second.catch((failure: unknown) => {
        second = undefined;
        throw failure;
      });
      return { judgement: await by.judge(text), by };
    }
  };
}
