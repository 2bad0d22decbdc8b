/** A place in the workspace that fits a query: the lines shown, and why it ranks where it does. */
export interface Passage {
  /** Relative to the workspace folder, with `/` on every system. */
  readonly path: string;
  /** 1-based and inclusive; exactly the lines that `excerpt` shows. */
  readonly startLine: number;
  readonly endLine: number;
  /** The lines as they are now, long ones cut, values that look like credentials blanked out. */
  readonly excerpt: string;
  /** Higher fits better; comparable within one answer only. */
  readonly score: number;
}

/** What the last look at the workspace folder found, for people. */
export interface WorkspaceState {
  readonly fileCount: number;
  /** What was left out and why, such as a limit that was reached; one short sentence each. */
  readonly notes: readonly string[];
  /** Why the folder could not be searched at all. */
  readonly problem?: string;
}

/** Full-text search over the files of the workspace that agents work on. */
export interface WorkspaceSearch {
  /**
   * The passages that fit best, best first, at most `limit`, no more than two of one file and never
   * overlapping. The query may be any text: a question, a pasted error, a stack trace. Never rejects: a
   * folder or a file that cannot be read gives fewer results, and `state` tells why.
   */
  search(query: string, limit: number): Promise<readonly Passage[]>;
  /** Brings the view of the folder up to date when it is due, then describes it. Never rejects. */
  state(): Promise<WorkspaceState>;
}
