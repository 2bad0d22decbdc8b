import { z } from "zod";
import type { CommandRule } from "../config/tools-config.ts";
import type { CodeHost } from "../effects/code-host.ts";
import { proposeEffect } from "../effects/propose-effect.ts";
import type { EffectProposal, ProposeDeps } from "../effects/propose-effect.ts";
import type { AgentTool, ToolOutcome } from "../execution/tool.ts";
import { branchOf } from "../worktrees/worktree.ts";
import type { Snapshot } from "../worktrees/worktree.ts";
import { findLeak } from "./find-leak.ts";
import { limitOutput } from "./limit-output.ts";
import { refusal, toAgentTool } from "./tool-context.ts";
import type { ToolContext } from "./tool-context.ts";

export interface EffectTools extends ProposeDeps {
  /** Absent: nothing is configured. */
  readonly host?: CodeHost;
  readonly baseBranch: string;
  /** Where the branch stands in people's repository. */
  readonly localHead: (branch: string) => Promise<string | undefined>;
}

type Wanted = Omit<EffectProposal, "task" | "agent">;

/** Records the proposal and tells the model that nothing has happened. */
export async function propose(wanted: Wanted, context: ToolContext, deps: ProposeDeps): Promise<ToolOutcome> {
  const { task, agent } = context.run;
  const proposed = await proposeEffect({ ...wanted, task, agent: agent.id }, deps);
  if (proposed.kind === "too_many")
    return refusal("Too many proposals of this task wait for a person already. Make no further ones.");
  if (proposed.kind === "cancelled") return refusal("The task was cancelled. Nothing was proposed.");
  const { id, state } = proposed.effect;
  const text =
    proposed.kind === "known"
      ? `This was asked for before: it is \`${id}\`, and ${state}. Do not ask again.`
      : `Proposed as \`${id}\`. Nothing has happened yet: a person decides. Do not wait and do not ask again; finish your work and say that \`${id}\` waits.`;
  return { text, step: `asked to ${wanted.title}` };
}

const Message = z.string().min(1).max(5_000).describe("first line: what the change does");

async function snapshot(context: ToolContext, message: string): Promise<Snapshot | string> {
  const taken = await context.worktrees.snapshot(context.run.task.id, `${message.trim()}\n`);
  if (taken === undefined) return "Nothing is changed in the worktree, so there is nothing to propose.";
  const leak = findLeak(taken);
  return leak ?? taken;
}

/** What the task has changed, as a branch in people's own repository. */
export function gitBranchTool(context: ToolContext, deps: EffectTools): AgentTool {
  return toAgentTool({
    name: "git_branch",
    description: "Asks to put what this task has changed as a branch into the repository of the workspace.",
    class: "effect",
    input: z.strictObject({ message: Message }),
    async run({ message }) {
      const taken = await snapshot(context, message);
      if (typeof taken === "string") return refusal(taken);
      const branch = branchOf(context.run.task.id);
      const replaces = await deps.localHead(branch);
      const args = {
        branch,
        commit: taken.commit,
        base: taken.base,
        message,
        ...(replaces === undefined ? {} : { replaces }),
      };
      return propose(
        { tool: "git_branch", args, title: `make the branch ${branch}`, diff: taken.diff },
        context,
        deps,
      );
    },
  });
}

async function branchArgs(
  context: ToolContext,
  host: CodeHost,
  how: { message: string; signal: AbortSignal },
) {
  const taken = await snapshot(context, how.message);
  if (typeof taken === "string") return taken;
  const branch = branchOf(context.run.task.id);
  const head = await host.branch(branch, how.signal);
  const args = {
    repository: host.repository,
    branch,
    commit: taken.commit,
    tree: taken.tree,
    base: taken.base,
    message: how.message,
    ...(head === undefined ? {} : { replaces: head.commit }),
  };
  return { args, diff: taken.diff };
}

export function githubBranchTool(context: ToolContext, host: CodeHost, deps: EffectTools): AgentTool {
  return toAgentTool({
    name: "github_branch",
    description: `Asks to push what this task has changed as a branch to ${host.repository}.`,
    class: "effect",
    input: z.strictObject({ message: Message }),
    async run({ message }, { signal }) {
      const made = await branchArgs(context, host, { message, signal });
      if (typeof made === "string") return refusal(made);
      const title = `push ${made.args.branch} to ${host.repository}`;
      return propose({ tool: "github_branch", args: made.args, title, diff: made.diff }, context, deps);
    },
  });
}

export function githubPullRequestTool(context: ToolContext, host: CodeHost, deps: EffectTools): AgentTool {
  return toAgentTool({
    name: "github_pull_request",
    description: `Asks to push what this task has changed and to open a pull request on ${host.repository}.`,
    class: "effect",
    input: z.strictObject({ title: z.string().min(1).max(200), body: z.string().max(20_000).default("") }),
    async run({ title, body }, { signal }) {
      const made = await branchArgs(context, host, { message: title, signal });
      if (typeof made === "string") return refusal(made);
      const args = { ...made.args, into: deps.baseBranch, title, body };
      return propose(
        {
          tool: "github_pull_request",
          args,
          title: `open a pull request on ${host.repository}`,
          diff: made.diff,
        },
        context,
        deps,
      );
    },
  });
}

export function githubCommentTool(context: ToolContext, host: CodeHost, deps: EffectTools): AgentTool {
  return toAgentTool({
    name: "github_comment",
    description: `Asks to comment on an issue or a pull request of ${host.repository}.`,
    class: "effect",
    input: z.strictObject({ issue: z.int().min(1), body: z.string().min(1).max(20_000) }),
    async run({ issue, body }) {
      if (limitOutput(body, body.length) !== body)
        return refusal(
          "The text holds what looks like a credential, or invisible characters. Nothing was proposed.",
        );
      const args = { repository: host.repository, issue, body };
      return propose(
        { tool: "github_comment", args, title: `comment on #${issue} of ${host.repository}` },
        context,
        deps,
      );
    },
  });
}

/** What the checks of the host say about a commit: a look, no effect. */
export function githubChecksTool(context: ToolContext, host: CodeHost): AgentTool {
  return toAgentTool({
    name: "github_checks",
    description: `Reads the results of the checks on a branch or commit of ${host.repository}; default: the branch of this task.`,
    class: "read",
    input: z.strictObject({
      ref: z
        .string()
        .regex(/^[\w./-]{1,200}$/u)
        .optional(),
    }),
    async run({ ref = branchOf(context.run.task.id) }, { signal }) {
      const checks = await host.checks(ref, signal);
      if (checks === undefined) return refusal(`${host.repository} does not know \`${ref}\`.`);
      if (checks.length === 0) return { text: `There are no checks on \`${ref}\`.` };
      const lines = checks.map(({ name, state }) => `${name}: ${state}`);
      const evidence = checks.flatMap(({ name, state, url }) =>
        url === "" ? [] : [{ kind: "reference" as const, title: `${name}: ${state}`, target: url }],
      );
      return {
        text: limitOutput(lines.join("\n"), context.maxOutputChars),
        evidence,
        step: `read the checks on ${ref}`,
      };
    },
  });
}

/** A configured command that changes something outside: proposed with its whole line and what the worktree holds. */
export async function proposeCommand(
  command: string,
  context: ToolContext,
  deps: ProposeDeps & {
    readonly commands: Readonly<Record<string, string | undefined>>;
    readonly rules: Readonly<Record<string, CommandRule>>;
  },
): Promise<ToolOutcome> {
  const { task } = context.run;
  const worktree = await context.worktrees.open(task.id);
  const taken = await context.worktrees.snapshot(task.id, `Before ${command}\n`);
  const rule = deps.rules[command];
  const args = {
    command,
    line: deps.commands[command] ?? "",
    network: rule?.network ?? false,
    variables: rule?.passEnv ?? [],
    tree: taken?.tree ?? worktree.base,
  };
  const diff = taken === undefined ? {} : { diff: taken.diff };
  return propose({ tool: "run_command", args, title: `run ${command}`, ...diff }, context, deps);
}
