import { BotError } from "../errors.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";

/** What is found out about the router's model by loading it. */
export interface LoadedRouterModel {
  readonly id: string;
  /** Where it computes. */
  readonly provider: string;
  /** Why that is not where the configuration wants it; undefined when it is. */
  readonly fallback: string | undefined;
  /** From nothing to the first answer. */
  readonly loadMs: number;
}

export interface RouterModelCheckOptions {
  /** False when the configuration chose the router that has no such model. */
  readonly isWanted: boolean;
  /** Loads the model and frees it again; rejects with a `BotError` when it cannot be used. */
  readonly load: () => Promise<LoadedRouterModel>;
}

const NAME = "router model";
/** Enough of an id to tell two models apart. */
const ID_CHARS = 12;

function toLine({ id, provider, fallback, loadMs }: LoadedRouterModel): DoctorLine {
  const message = `Whole, ${id.slice(0, ID_CHARS)} on ${provider}, loaded in ${loadMs.toFixed(0)} ms.`;
  if (fallback === undefined) return { name: NAME, verdict: "ok", message };
  const remedy = "Check its driver, or set router.encoder.provider to cpu.";
  return { name: NAME, verdict: "warning", message: `${message} ${fallback}.`, remedy };
}

/** Whether the BitNet router's model is there, whole and able to run here; without it the linear router takes over. */
export function checkRouterModel({ isWanted, load }: RouterModelCheckOptions): DoctorCheck {
  return {
    name: NAME,
    async run() {
      if (!isWanted) return [{ name: NAME, verdict: "off", message: "The linear router was chosen." }];
      try {
        return [toLine(await load())];
      } catch (error) {
        if (!(error instanceof BotError)) throw error;
        return [
          { name: NAME, verdict: "warning", message: `The linear router takes over: ${error.message}` },
        ];
      }
    },
  };
}
