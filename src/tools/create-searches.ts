import type { Clock } from "../clock.ts";
import { createWorkspaceSearch } from "../workspace/search-index.ts";
import type { WorkspaceSearch } from "../workspace/workspace-search.ts";

/** Indexes that are kept; each holds the words of a whole workspace. */
const KEPT = 4;

/** The full-text search of a folder; those that were used last keep their index. */
export function createSearches({ now }: Pick<Clock, "now">): (root: string) => WorkspaceSearch {
  const kept = new Map<string, WorkspaceSearch>();
  return (root) => {
    const search = kept.get(root) ?? createWorkspaceSearch({ root, now: () => new Date(now()) });
    kept.delete(root);
    kept.set(root, search);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    return search;
  };
}
