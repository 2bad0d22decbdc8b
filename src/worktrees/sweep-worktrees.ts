import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import type { Store } from "../store/store.ts";
import { isTerminal } from "../tasks/task.ts";
import type { WorktreePlaces } from "./worktree-places.ts";
import type { WorktreeRecord, Worktrees } from "./worktree.ts";

export interface SweepDeps {
  readonly worktrees: Worktrees;
  readonly places: WorktreePlaces;
  readonly store: Pick<Store, "tasks">;
  /** True while an effect of the task may still need what is in its worktree. */
  readonly isNeeded: (taskId: string) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Logger;
  /** A worktree stays this long after its task has ended. */
  readonly keepMs: number;
  /** One that nobody used for so long goes, although its task is open. */
  readonly expireMs: number;
  readonly patchDays: number;
}

const DAY_MS = 86_400_000;

async function isOver({ taskId, usedMs }: WorktreeRecord, deps: SweepDeps): Promise<boolean> {
  const now = deps.clock.now();
  const task = await deps.store.tasks.get(taskId);
  if (task === undefined) return true;
  if (await deps.isNeeded(taskId)) return false;
  if (now - usedMs > deps.expireMs) return true;
  return isTerminal(task.state) && now - Math.max(usedMs, Date.parse(task.updatedAt)) > deps.keepMs;
}

async function dropOldPatches({ places, clock, patchDays }: SweepDeps): Promise<void> {
  const names = await readdir(places.patches).catch(() => []);
  for (const name of names) {
    const file = join(places.patches, name);
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && clock.now() - found.mtimeMs > patchDays * DAY_MS)
      await rm(file, { force: true });
  }
}

/** Folders without a record: a process died while it made them. */
async function dropOrphans(known: ReadonlySet<string>, { places, clock }: SweepDeps): Promise<string[]> {
  const folder = join(places.folder, "trees");
  const names = await readdir(folder).catch(() => []);
  const orphans: string[] = [];
  for (const name of names.filter((each) => !known.has(each))) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    // One that is being made right now has no record yet.
    if (found === undefined || clock.now() - found.mtimeMs < DAY_MS) continue;
    await rm(join(folder, name), { recursive: true, force: true });
    orphans.push(name);
  }
  return orphans;
}

/** Removes worktrees of tasks that are over, forgotten or idle for too long; what they hold stays as a patch. */
export async function sweepWorktrees(deps: SweepDeps): Promise<readonly string[]> {
  const removed: string[] = [];
  const records = await deps.worktrees.list();
  for (const record of records) {
    const { taskId } = record;
    try {
      if (!(await isOver(record, deps))) continue;
      const saved = await deps.worktrees.remove(taskId);
      removed.push(taskId);
      if (saved?.patch !== undefined)
        deps.log.info(
          { task: taskId, patch: saved.patch },
          "worktree removed, its changes are kept as a patch",
        );
    } catch (error) {
      deps.log.warn({ task: taskId, error: messageOf(error) }, "worktree could not be removed");
    }
  }
  removed.push(...(await dropOrphans(new Set(records.map(({ taskId }) => taskId)), deps)));
  await dropOldPatches(deps);
  return removed;
}
