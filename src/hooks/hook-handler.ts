import { z } from "zod";
import type { Evidence } from "../gates/evidence.ts";
import type { HookId } from "./hook-id.ts";

/** continue: noted. warn: people are told. block: the rest of the hook and what waits for it stop. */
export const OnFailure = z.enum(["continue", "warn", "block"]);
export type OnFailure = z.infer<typeof OnFailure>;

export const HandlerKind = z.enum(["built_in", "module", "command", "webhook"]);
export type HandlerKind = z.infer<typeof HandlerKind>;

export interface HookCall {
  readonly hook: HookId;
  /** Names this run; the same run has the same key again, so that whoever gets it twice can tell. */
  readonly key: string;
  /** The parsed input of the hook; a copy of the handler's own. */
  readonly input: unknown;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Fires when the time is over: a handler ends what it has started. */
  readonly signal: AbortSignal;
}

export interface HandlerOutcome {
  /** not_run: there was nothing that the handler could judge. */
  readonly status: "passed" | "failed" | "not_run";
  readonly message: string;
  readonly evidence?: readonly Evidence[];
  /** What the hook gives back; of built-in behaviour only. */
  readonly output?: unknown;
  /** False when trying again cannot help. Default true for a failure. */
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

/** One reaction to one hook. `run` may throw or hang: the runner makes a failure or a time-out of it. */
export interface HookHandler {
  readonly name: string;
  readonly hook: HookId;
  readonly kind: HandlerKind;
  /** Lower runs earlier; built-in behaviour has 0, a team's own 100 unless it says otherwise. */
  readonly order: number;
  readonly timeoutMs: number;
  /** Further tries after a failure. */
  readonly retries: number;
  /** Whether the hook waits for it. */
  readonly blocking: boolean;
  readonly onFailure: OnFailure;
  run(call: HookCall): Promise<HandlerOutcome>;
}
