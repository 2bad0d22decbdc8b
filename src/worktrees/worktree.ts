import { z } from "zod";

/** A task's own working copy. The store holds it, so that every process finds it. */
export const WorktreeRecord = z.object({
  taskId: z.string(),
  /** Names the data folder that it lies in: another machine cannot reach it. */
  place: z.string(),
  /** The commit that it began with. */
  base: z.string(),
  /** The folder of the workspace inside its repository, with a `/` at its end; empty for the root. */
  prefix: z.string(),
  createdMs: z.number(),
  usedMs: z.number(),
});
export type WorktreeRecord = z.infer<typeof WorktreeRecord>;

export interface Worktree {
  readonly taskId: string;
  /** The root of the working copy. */
  readonly path: string;
  /** The folder in it that is the workspace. */
  readonly root: string;
  readonly gitDir: string;
  readonly base: string;
}

/** What a worktree holds beyond its base, kept as a commit. */
export interface Snapshot {
  readonly commit: string;
  readonly tree: string;
  readonly base: string;
  /** Unified diff against the base. */
  readonly diff: string;
  /** Relative to the repository. */
  readonly files: readonly string[];
}

/** Working copies of tasks, apart from the checkout of people, which nothing here changes. */
export interface Worktrees {
  /** False where the workspace is no repository, or has no commit yet: then nothing can be changed. */
  isRepository(): Promise<boolean>;
  /** The task's worktree if there is one here. */
  find(taskId: string): Promise<Worktree | undefined>;
  /** The task's worktree, made from the commit that is checked out in the workspace when there is none yet. */
  open(taskId: string): Promise<Worktree>;
  /** Lets one writer at a time work in it, over all processes. */
  write<T>(taskId: string, work: (worktree: Worktree) => Promise<T>): Promise<T>;
  /** What is different from the base, new files included; empty when nothing is. */
  diff(taskId: string): Promise<string>;
  /** Keeps what is there now as a commit that stays until the worktree goes; undefined when nothing is different. */
  snapshot(taskId: string, message: string): Promise<Snapshot | undefined>;
  /** Saves what is different as a patch, then removes it; the path of the patch, if there was something. */
  remove(taskId: string): Promise<{ readonly patch?: string } | undefined>;
  /** Those of this data folder. */
  list(): Promise<readonly WorktreeRecord[]>;
}

/** The branch that a task's work goes to, wherever it is pushed. */
export function branchOf(taskId: string): string {
  return `switchyard/${taskId}`;
}
