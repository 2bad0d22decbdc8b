import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { CommandRule } from "../config/tools-config.ts";
import type { WorkspaceResults } from "../config/workspace-results.ts";
import type { AgentTool, ToolOutcome } from "../execution/tool.ts";
import { parseResults } from "../gates/parse-results.ts";
import { runCommand } from "../gates/run-command.ts";
import type { RunProcess } from "../process/run-process.ts";
import type { Worktree } from "../worktrees/worktree.ts";
import { limitOutput } from "./limit-output.ts";
import { refusal, toAgentTool } from "./tool-context.ts";
import type { ToolContext } from "./tool-context.ts";

export interface CommandTools {
  readonly clock: Clock;
  /** `workspace.commands`. */
  readonly commands: Readonly<Record<string, string | undefined>>;
  readonly rules: Readonly<Record<string, CommandRule>>;
  readonly results: WorkspaceResults;
  /** Runs in the worktree, with what the configuration allows. */
  readonly runProcess: (worktree: Worktree) => RunProcess;
}

const LIMIT_MS = 10 * 60_000;

async function runIt(
  name: string,
  { context, tools, signal }: { context: ToolContext; tools: CommandTools; signal: AbortSignal },
): Promise<ToolOutcome> {
  return context.worktrees.write(context.run.task.id, async (worktree) => {
    const ran = await runCommand(name, `\`${name}\``, {
      clock: tools.clock,
      commands: tools.commands,
      // The process is given its own by the rule of the command.
      env: {},
      runProcess: tools.runProcess(worktree),
      workspace: worktree.root,
      timeoutMs: tools.rules[name]?.timeoutMs ?? LIMIT_MS,
      signal,
    });
    if (ran.kind === "impossible") return refusal(ran.why);
    const counts = parseResults(ran.output, tools.results.format);
    const told =
      counts === undefined
        ? ""
        : ` ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped.`;
    const ending = ran.ok ? "It ended with 0." : ran.why;
    const evidence =
      counts === undefined
        ? ran.evidence
        : {
            ...ran.evidence,
            counts: { passed: counts.passed, failed: counts.failed, skipped: counts.skipped },
          };
    return {
      text: `${ending}${told}\n${limitOutput(ran.output, context.maxOutputChars)}`,
      evidence: [evidence],
      step: `ran ${name}: ${ran.ok ? "passed" : "failed"}`,
    };
  });
}

/** One of the commands that the configuration names, as it stands there; nothing can be added to it. */
export function runCommandTool(
  context: ToolContext,
  tools: CommandTools,
  propose: (command: string) => Promise<ToolOutcome>,
): AgentTool {
  const names = Object.keys(tools.commands).filter((name) => tools.commands[name] !== undefined);
  return toAgentTool({
    name: "run_command",
    description: `Runs a command of the workspace by its name, in the task's worktree. There are: ${names.join(", ") || "none"}.`,
    class: "write",
    input: z.strictObject({ command: z.string().min(1).describe("the name, without arguments") }),
    async run({ command }, { signal }) {
      if (!names.includes(command))
        return refusal(`There is no command of this name. There are: ${names.join(", ") || "none"}.`);
      if (tools.rules[command]?.effect === true) return propose(command);
      return runIt(command, { context, tools, signal });
    },
  });
}
