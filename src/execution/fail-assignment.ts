import { BotError, isRetryable, messageOf } from "../errors.ts";
import { endAssignment } from "./end-assignment.ts";
import type { EndDeps } from "./end-assignment.ts";
import type { AssignmentRef } from "./run-assignment.ts";

export type FailureDeps = EndDeps & { readonly newReference: () => string };

/**
 * All attempts of an assignment are used up. Without its lead, or its judge, a stage cannot be done and fails its task:
 * `failed` when the error was final by nature, else `dead`, with one honest reply. Without a supporter it goes on and
 * says so.
 */
export async function failAssignment(ref: AssignmentRef, error: unknown, deps: FailureDeps): Promise<void> {
  // People get a sentence we wrote and a reference; what an unknown error says stays in the log.
  const message =
    error instanceof BotError ? messageOf(error) : "Something broke while it was being worked on.";
  await endAssignment(
    ref,
    {
      kind: "other",
      code: error instanceof BotError ? error.code : "agents.crashed",
      message,
      ref: deps.newReference(),
      isRetryable: isRetryable(error),
    },
    deps,
  );
}
