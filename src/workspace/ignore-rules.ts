import ignore, { type Ignore } from "ignore";

/** The `.gitignore` rules that hold in one folder: its own and those of the folders above it. */
export interface IgnoreRules {
  /** `path` is relative to the workspace, with `/`; folders end in `/`. */
  ignores(path: string): boolean;
  /**
   * The rules one folder further down; `folder` is relative without a trailing `/`, empty for the workspace
   * itself.
   */
  extend(folder: string, gitignore: string): IgnoreRules;
}

/**
 * Writes one line of a nested `.gitignore` as the workspace's own would say it; undefined when it says
 * nothing.
 */
function rebase(line: string, folder: string): string | undefined {
  const text = line.replace(/\r$/u, "");
  if (text.trim() === "" || text.startsWith("#")) return undefined;
  if (folder === "") return text;
  const negative = text.startsWith("!");
  const pattern = negative ? text.slice(1) : text;
  const anchored = pattern.replace(/\/\s*$/u, "").includes("/");
  const base = folder.replace(/[\\*?[\]!# ]/gu, String.raw`\$&`);
  const below = anchored ? `/${pattern.replace(/^\//u, "")}` : `/**/${pattern}`;
  return `${negative ? "!" : ""}/${base}${below}`;
}

function fromMatcher(matcher: Ignore): IgnoreRules {
  return {
    ignores: (path) => ignore.isPathValid(path) && matcher.ignores(path),
    extend: (folder, gitignore) => {
      const lines = gitignore.split("\n").flatMap((line) => rebase(line, folder) ?? []);
      return fromMatcher(ignore({ ignorecase: false }).add(matcher).add(lines));
    },
  };
}

/**
 * No rules yet. One matcher holds the rules of all levels, rebased: only so does a nested `!build/` bring
 * back a folder that a rule above it excludes, as git does, without the files in it staying excluded.
 */
export function createIgnoreRules(): IgnoreRules {
  return fromMatcher(ignore({ ignorecase: false }));
}
