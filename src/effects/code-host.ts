/** A file of a commit as it is pushed. */
export interface PushedFile {
  readonly path: string;
  readonly mode: "100644" | "100755";
  /** Base64; `null` removes the file. */
  readonly content: string | null;
}

export interface BranchPush {
  readonly branch: string;
  /** The commit that it stands on, which the host must have. */
  readonly base: string;
  /** What the result must be, by content. */
  readonly tree: string;
  readonly message: string;
  readonly files: readonly PushedFile[];
  /** The commit that the branch may stand at before; absent: there must be no such branch. */
  readonly replaces?: string;
}

export interface BranchHead {
  readonly commit: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

export interface CheckRun {
  readonly name: string;
  /** As `queued`, `in_progress`, `success`, `failure`. */
  readonly state: string;
  readonly url: string;
}

export interface PullRequestText {
  readonly branch: string;
  readonly into: string;
  readonly title: string;
  readonly body: string;
}

/**
 * Where branches are pushed and pull requests are opened. Rejects with `effect.failed` when the host said no, and with
 * `github.unavailable` (retryable) when nobody knows; no call is repeated by itself.
 */
export interface CodeHost {
  /** As `owner/name`. */
  readonly repository: string;
  branch(name: string, signal: AbortSignal): Promise<BranchHead | undefined>;
  push(push: BranchPush, signal: AbortSignal): Promise<{ readonly commit: string; readonly url: string }>;
  /** An open one between these branches. */
  pullRequest(
    branch: string,
    into: string,
    signal: AbortSignal,
  ): Promise<{ readonly url: string } | undefined>;
  openPullRequest(text: PullRequestText, signal: AbortSignal): Promise<{ readonly url: string }>;
  /** A comment on an issue or pull request that holds this text. */
  findComment(
    issue: number,
    text: string,
    signal: AbortSignal,
  ): Promise<{ readonly url: string } | undefined>;
  comment(issue: number, body: string, signal: AbortSignal): Promise<{ readonly url: string }>;
  /** Of a branch or commit; undefined when the host does not know it. */
  checks(ref: string, signal: AbortSignal): Promise<readonly CheckRun[] | undefined>;
}
