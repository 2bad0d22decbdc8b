import type { Evidence } from "../../gates/evidence.ts";
import type { HookOutput, ParsedHookInput } from "../hook-catalogue.ts";
import type { HandlerOutcome, HookHandler, OnFailure } from "../hook-handler.ts";
import type { HookId } from "../hook-id.ts";

/** What built-in behaviour says; the output is of its hook's shape. */
export interface BuiltInOutcome<Id extends HookId> extends HandlerOutcome {
  readonly output?: HookOutput<Id>;
  readonly evidence?: readonly Evidence[];
}

export type BuiltIn<Id extends HookId> = (
  input: ParsedHookInput<Id>,
  key: string,
) => Promise<BuiltInOutcome<Id>> | BuiltInOutcome<Id>;

export interface BuiltInPolicy {
  readonly onFailure: OnFailure;
  readonly timeoutMs?: number;
  /** After an error or too long a time; what it says itself is final. Default: enough for a store that is busy. */
  readonly retries?: number;
}

const TIMEOUT_MS = 30_000;
const RETRIES = 4;

/** Built-in behaviour as a handler. It has order 0, so that a team's own can come before and after. */
export function toBuiltInHandler<Id extends HookId>(
  hook: Id,
  behaviour: BuiltIn<Id>,
  policy: BuiltInPolicy,
): HookHandler {
  return {
    name: "built-in",
    hook,
    kind: "built_in",
    order: 0,
    timeoutMs: policy.timeoutMs ?? TIMEOUT_MS,
    retries: policy.retries ?? RETRIES,
    blocking: true,
    onFailure: policy.onFailure,
    // The runner has parsed the input with the schema of this very hook.
    run: async (call) => behaviour(call.input as ParsedHookInput<Id>, call.key),
  };
}

/** A sentence out of a list of problems: passed without any. */
export function outcomeOf<Id extends HookId>(
  problems: readonly string[],
  passed: string,
  output: HookOutput<Id>,
): BuiltInOutcome<Id> {
  const status = problems.length === 0 ? "passed" : "failed";
  return { status, message: problems.length === 0 ? passed : problems.join(" "), output, retryable: false };
}
