import { BotError } from "../errors.ts";

/** For who may only read: nothing that is kept was fitted on these agents, requests and names. */
export function notFitted(): BotError {
  return new BotError(
    "router.not_fitted",
    "The router is not fitted on these agents and names yet; the next start does that.",
  );
}
