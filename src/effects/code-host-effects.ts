import { z } from "zod";
import { BotError } from "../errors.ts";
import type { CodeHost, PushedFile } from "./code-host.ts";
import type { Effect, EffectOutcome } from "./effect.ts";
import type { EffectKind, Trace } from "./effect-kind.ts";

export const BranchArgs = z.strictObject({
  repository: z.string(),
  branch: z.string(),
  commit: z.string(),
  tree: z.string(),
  base: z.string(),
  message: z.string(),
  /** Where the branch stood when it was proposed. */
  replaces: z.string().optional(),
});
export type BranchArgs = z.infer<typeof BranchArgs>;

export const PullRequestArgs = BranchArgs.extend({ into: z.string(), title: z.string(), body: z.string() });
export const CommentArgs = z.strictObject({
  repository: z.string(),
  issue: z.int().min(1),
  body: z.string(),
});

export interface CodeHostEffectDeps {
  readonly host: CodeHost;
  /** The files of a commit of a task that differ from its base. */
  readonly filesOf: (
    taskId: string,
    range: { base: string; commit: string },
  ) => Promise<readonly PushedFile[]>;
}

const LIMIT_MS = 60_000;

function wrongRepository(repository: string): BotError {
  return new BotError(
    "effect.failed",
    `It was proposed for ${repository}, which is not configured any more.`,
  );
}

async function isPushed(args: BranchArgs, host: CodeHost, signal: AbortSignal): Promise<boolean> {
  const head = await host.branch(args.branch, signal);
  return head !== undefined && head.tree === args.tree && head.parents.includes(args.base);
}

async function push(effect: Effect, args: BranchArgs, deps: CodeHostEffectDeps, signal: AbortSignal) {
  const { host, filesOf } = deps;
  if (args.repository !== host.repository) throw wrongRepository(args.repository);
  // By content, so that a try before this one counts.
  if (await isPushed(args, host, signal)) return;
  const { branch, base, tree, message, replaces } = args;
  const files = await filesOf(effect.taskId, args);
  await host.push(
    { branch, base, tree, message, files, ...(replaces === undefined ? {} : { replaces }) },
    signal,
  );
}

function done(text: string, url?: string): EffectOutcome {
  return { text, ...(url === undefined ? {} : { url }) };
}

function toTrace(outcome: EffectOutcome | undefined): Trace {
  return outcome === undefined ? { kind: "absent" } : { kind: "done", outcome };
}

function branchKind(deps: CodeHostEffectDeps): EffectKind {
  return {
    tool: "github_branch",
    limitMs: LIMIT_MS,
    async perform(effect, signal) {
      const args = BranchArgs.parse(effect.args);
      await push(effect, args, deps, signal);
      return done(`\`${args.branch}\` is on ${args.repository}.`);
    },
    async findTrace(effect, signal) {
      const args = BranchArgs.parse(effect.args);
      const found = await isPushed(args, deps.host, signal);
      return toTrace(found ? done(`\`${args.branch}\` is on ${args.repository}.`) : undefined);
    },
  };
}

function pullRequestKind(deps: CodeHostEffectDeps): EffectKind {
  const { host } = deps;
  async function find(args: z.infer<typeof PullRequestArgs>, signal: AbortSignal) {
    const found = await host.pullRequest(args.branch, args.into, signal);
    return found === undefined || !(await isPushed(args, host, signal)) ? undefined : found;
  }
  return {
    tool: "github_pull_request",
    limitMs: LIMIT_MS,
    async perform(effect, signal) {
      const args = PullRequestArgs.parse(effect.args);
      await push(effect, args, deps, signal);
      const { branch, into, title, body } = args;
      const open = await host.pullRequest(branch, into, signal);
      if (open !== undefined)
        return done("The pull request was open already; its branch is renewed.", open.url);
      const made = await host.openPullRequest({ branch, into, title, body }, signal);
      return done("The pull request is open.", made.url);
    },
    async findTrace(effect, signal) {
      const found = await find(PullRequestArgs.parse(effect.args), signal);
      return toTrace(found === undefined ? undefined : done("The pull request is open.", found.url));
    },
  };
}

/** Unseen in the comment; by it the comment is found again. */
function markOf({ hash }: Effect): string {
  return `<!-- switchyard ${hash} -->`;
}

function commentKind({ host }: CodeHostEffectDeps): EffectKind {
  return {
    tool: "github_comment",
    limitMs: LIMIT_MS,
    async perform(effect, signal) {
      const { repository, issue, body } = CommentArgs.parse(effect.args);
      if (repository !== host.repository) throw wrongRepository(repository);
      const { url } = await host.comment(issue, `${body}\n\n${markOf(effect)}`, signal);
      return done(`The comment is on #${issue}.`, url);
    },
    async findTrace(effect, signal) {
      const { issue } = CommentArgs.parse(effect.args);
      const found = await host.findComment(issue, markOf(effect), signal);
      return toTrace(found === undefined ? undefined : done(`The comment is on #${issue}.`, found.url));
    },
  };
}

/** The effects that a code host carries out. */
export function codeHostEffects(deps: CodeHostEffectDeps): EffectKind[] {
  return [branchKind(deps), pullRequestKind(deps), commentKind(deps)];
}
