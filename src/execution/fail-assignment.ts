import { BotError, isRetryable, messageOf } from "../errors.ts";
import { applyPlanEvent } from "../workflow/apply-plan-event.ts";
import type { PlanDeps } from "../workflow/apply-plan-event.ts";
import type { AssignmentRef } from "./run-assignment.ts";

export type FailureDeps = PlanDeps & { readonly newReference: () => string };

/**
 * All attempts of an assignment are used up. Without its lead, or its judge, a stage cannot be done and fails its task:
 * `failed` when the error was final by nature, else `dead`, with one honest reply. Without a supporter it goes on and
 * says so.
 */
export async function failAssignment(ref: AssignmentRef, error: unknown, deps: FailureDeps): Promise<void> {
  // People get a sentence we wrote and a reference; what an unknown error says stays in the log.
  const message =
    error instanceof BotError ? messageOf(error) : "Something broke while it was being worked on.";
  await applyPlanEvent(
    {
      taskId: ref.taskId,
      round: ref.round,
      event: {
        type: "assignment.failed",
        assignment: ref.assignmentId,
        round: ref.stageRound ?? 1,
        error: {
          code: error instanceof BotError ? error.code : "agents.crashed",
          message,
          ref: deps.newReference(),
          isRetryable: isRetryable(error),
        },
      },
    },
    deps,
  );
}
