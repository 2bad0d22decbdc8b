import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { CommandRule } from "../config/tools-config.ts";
import { BotError } from "../errors.ts";
import { tailOf } from "../gates/check-result.ts";
import { runCommand } from "../gates/run-command.ts";
import type { RunProcess } from "../process/run-process.ts";
import type { Worktree, Worktrees } from "../worktrees/worktree.ts";
import type { EffectKind } from "./effect-kind.ts";

export const CommandArgs = z.strictObject({
  command: z.string(),
  /** As it stood in the configuration. */
  line: z.string(),
  network: z.boolean(),
  /** Variables that it gets, by name. */
  variables: z.array(z.string()),
  /** What the worktree must hold. */
  tree: z.string(),
});

export interface CommandEffectDeps {
  readonly worktrees: Worktrees;
  readonly clock: Clock;
  readonly commands: Readonly<Record<string, string | undefined>>;
  readonly rules: Readonly<Record<string, CommandRule>>;
  readonly runProcess: (worktree: Worktree) => RunProcess;
  /** The content of the task's worktree now. */
  readonly treeOf: (taskId: string) => Promise<string>;
}

const LIMIT_MS = 14 * 60_000;

function refuse(why: string): BotError {
  return new BotError("effect.failed", `${why} Nothing was done.`);
}

/** A configured command that changes something outside, such as a deployment. */
export function commandEffect(deps: CommandEffectDeps): EffectKind {
  return {
    tool: "run_command",
    limitMs: LIMIT_MS,
    async perform({ args: given, taskId }, signal) {
      const args = CommandArgs.parse(given);
      const rule = deps.rules[args.command];
      const isSame =
        deps.commands[args.command] === args.line &&
        (rule?.network ?? false) === args.network &&
        JSON.stringify(rule?.passEnv ?? []) === JSON.stringify(args.variables);
      if (!isSame) throw refuse(`The command \`${args.command}\` is configured otherwise by now.`);
      if ((await deps.treeOf(taskId)) !== args.tree)
        throw refuse("The worktree is not what it was when this was proposed.");
      const ran = await deps.worktrees.write(taskId, async (worktree) =>
        runCommand(args.command, args.command, {
          clock: deps.clock,
          commands: deps.commands,
          env: {},
          runProcess: deps.runProcess(worktree),
          workspace: worktree.root,
          timeoutMs: LIMIT_MS,
          signal,
        }),
      );
      if (ran.kind === "impossible") throw refuse(ran.why);
      if (!ran.ok) throw new BotError("effect.failed", `${ran.why}\n${tailOf(ran.output)}`);
      return { text: `It ended with 0.\n${tailOf(ran.output)}` };
    },
    // What a command does out there leaves no mark that could be looked for.
    findTrace: async () => ({ kind: "unknown" }),
  };
}
