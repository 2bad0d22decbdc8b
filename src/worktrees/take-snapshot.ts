import type { Git } from "./git.ts";
import type { Snapshot, Worktree } from "./worktree.ts";

/** A repository inside the worktree must not have its say: git would run what its configuration names. */
const PLAIN = ["--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--no-renames"];

async function addAll({ path, gitDir }: Worktree, git: Git): Promise<void> {
  await git.run({ gitDir, workTree: path, args: ["add", "--all", "--", "."] });
}

/** The difference between a worktree and its base, new files included. The caller holds the lock. */
export async function takeDiff(
  worktree: Worktree,
  git: Git,
  options: readonly string[] = [],
): Promise<string> {
  await addAll(worktree, git);
  const { path, gitDir, base } = worktree;
  return git.run({
    gitDir,
    workTree: path,
    args: ["diff", "--cached", ...PLAIN, ...options, base, "--"],
  });
}

/** Keeps the worktree as a commit on its base, under a ref that holds it. The caller holds the lock. */
export async function takeSnapshot(
  worktree: Worktree,
  message: string,
  { git, nowMs }: { readonly git: Git; readonly nowMs: number },
): Promise<Snapshot | undefined> {
  const { path, gitDir, base, taskId } = worktree;
  const diff = await takeDiff(worktree, git);
  if (diff === "") return undefined;
  const place = { gitDir, workTree: path };
  const names = await git.run({
    ...place,
    args: ["diff", "--cached", "--name-only", "-z", ...PLAIN, base, "--"],
  });
  const tree = (await git.run({ ...place, args: ["write-tree"] })).trim();
  const date = `${Math.floor(nowMs / 1_000)} +0000`;
  const commit = (
    await git.run({
      ...place,
      args: ["commit-tree", tree, "-p", base, "-F", "-"],
      stdin: message,
      env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    })
  ).trim();
  await git.run({ ...place, args: ["update-ref", `refs/switchyard/work/${taskId}/${commit}`, commit] });
  return { commit, tree, base, diff, files: names.split("\0").filter((name) => name !== "") };
}
