import { z } from "zod";
import { BotError } from "../errors.ts";
import type { Git } from "../worktrees/git.ts";
import type { EffectOutcome } from "./effect.ts";
import type { EffectKind } from "./effect-kind.ts";

export const LocalBranchArgs = z.strictObject({
  branch: z.string(),
  commit: z.string(),
  base: z.string(),
  message: z.string(),
  /** Where the branch stood when it was proposed. */
  replaces: z.string().optional(),
});

export interface LocalBranchDeps {
  readonly git: Git;
  /** People's checkout, and our own repository that holds the commit. */
  readonly workspace: string;
  readonly repository: string;
}

const LIMIT_MS = 60_000;
const NOTHING = "0000000000000000000000000000000000000000";

export async function localBranchHead(
  branch: string,
  { git, workspace }: LocalBranchDeps,
): Promise<string | undefined> {
  const answer = await git.ask({
    cwd: workspace,
    args: ["rev-parse", "--quiet", "--verify", `refs/heads/${branch}^{commit}`],
  });
  return answer.code === 0 ? answer.stdout.trim() : undefined;
}

function outcome(branch: string): EffectOutcome {
  return { text: `\`${branch}\` is in the workspace: \`git switch ${branch}\`.` };
}

/** A new branch in people's repository: objects and one ref. What is checked out stays as it is. */
export function localBranchEffect(deps: LocalBranchDeps): EffectKind {
  const { git, workspace, repository } = deps;
  return {
    tool: "git_branch",
    limitMs: LIMIT_MS,
    async perform({ args: given, taskId }) {
      const { branch, commit, replaces } = LocalBranchArgs.parse(given);
      const head = await localBranchHead(branch, deps);
      if (head === commit) return outcome(branch);
      await git.run({
        cwd: workspace,
        args: [
          "fetch",
          "--quiet",
          "--no-tags",
          "--no-write-fetch-head",
          repository,
          `refs/switchyard/work/${taskId}/${commit}`,
        ],
      });
      // Only from where it stood when a person approved it.
      const moved = await git.ask({
        cwd: workspace,
        args: ["update-ref", "-m", "switchyard", `refs/heads/${branch}`, commit, replaces ?? NOTHING],
      });
      if (moved.code === 0) return outcome(branch);
      throw new BotError(
        "effect.failed",
        `\`${branch}\` has changed since it was proposed. Nothing was done.`,
      );
    },
    async findTrace({ args: given }) {
      const { branch, commit } = LocalBranchArgs.parse(given);
      const isThere = (await localBranchHead(branch, deps)) === commit;
      return isThere ? { kind: "done", outcome: outcome(branch) } : { kind: "absent" };
    },
  };
}
