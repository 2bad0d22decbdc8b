import type { HookPorts } from "../hook-ports.ts";
import type { BuiltIn } from "./built-in.ts";

/** Raises the matter, with what was tried so far. One without attempts is raised too, and says that there are none. */
export function createBlockerEscalation(
  ports: HookPorts & Required<Pick<HookPorts, "escalate">>,
): BuiltIn<"BLOCKER_ESCALATION"> {
  return async (input, key) => {
    const { taskId, stageId, agent, problem, attempts, needs, openForMs, severity } = input;
    const raised = await ports.escalate({
      key,
      taskId,
      ...(stageId === undefined ? {} : { stageId }),
      ...(agent === undefined ? {} : { agent }),
      problem,
      attempts: attempts.length === 0 ? ["nothing on record"] : attempts,
      needs,
      openForMs,
      severity,
    });
    const askedOf = [...raised.askedOf];
    const whom = askedOf.length === 0 ? "nobody yet" : askedOf.join(", ");
    return {
      status: "passed",
      message: `Raised as ${raised.id}, to ${whom}.`,
      output: { escalationId: raised.id, askedOf },
    };
  };
}
