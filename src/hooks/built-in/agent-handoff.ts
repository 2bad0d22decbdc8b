import { checkHandoff } from "../handoff-package.ts";
import type { ParsedHookInput } from "../hook-catalogue.ts";
import type { HookPorts } from "../hook-ports.ts";
import type { BuiltIn, BuiltInOutcome } from "./built-in.ts";

function refused(problems: readonly string[]): { status: "failed"; message: string; retryable: false } {
  return { status: "failed", message: `The handoff is refused. ${problems.join("; ")}.`, retryable: false };
}

/** The package whole, or a refusal that lists all that is missing. */
export function createHandoffPrepare(ports: HookPorts): BuiltIn<"AGENT_HANDOFF_PREPARE"> {
  return (input): BuiltInOutcome<"AGENT_HANDOFF_PREPARE"> => {
    const draft = {
      task: input.taskId,
      ...(input.stageId === undefined ? {} : { stage: input.stageId }),
      ...(input.agent === undefined ? {} : { from: input.agent }),
      evidence: input.evidence,
      ...input.draft,
    };
    const checked = checkHandoff(draft);
    if (!checked.ok) return refused(checked.missing);
    const pack = checked.package;
    if (ports.agents.get(pack.to) === undefined) return refused([`to: ${pack.to} has no agent file`]);
    return {
      status: "passed",
      message: `${pack.from} hands over to ${pack.to}.`,
      output: { package: pack, capabilities: input.capabilities },
      evidence: pack.evidence,
    };
  };
}

function acceptanceProblems(input: ParsedHookInput<"AGENT_HANDOFF_EXECUTE">, to: string): string[] {
  const { agent, restatement } = input.acceptance;
  return [
    ...(agent === to ? [] : [`it is for ${to}, and ${agent} accepted`]),
    ...(restatement.trim() === "" ? ["the receiver did not say what is to be done"] : []),
  ];
}

/** The one it is for has accepted and said what is to be done; from then on the work is theirs. */
export function createHandoffExecute(ports: HookPorts): BuiltIn<"AGENT_HANDOFF_EXECUTE"> {
  return (input): BuiltInOutcome<"AGENT_HANDOFF_EXECUTE"> => {
    const checked = checkHandoff(input.package);
    if (!checked.ok) return refused(checked.missing);
    const problems = acceptanceProblems(input, checked.package.to);
    if (checked.package.task !== input.taskId) problems.push(`it belongs to ${checked.package.task}`);
    if (problems.length > 0) return refused(problems);
    const nowMs = ports.clock.now();
    const { checkInAfterMs } = input;
    return {
      status: "passed",
      message: `${checked.package.to} took over from ${checked.package.from}.`,
      output: {
        owner: checked.package.to,
        package: checked.package,
        acceptedAt: new Date(nowMs).toISOString(),
        ...(checkInAfterMs === undefined
          ? {}
          : { checkInAt: new Date(nowMs + checkInAfterMs).toISOString() }),
      },
      evidence: checked.package.evidence,
    };
  };
}
