import type { JobQueue, JobRequest } from "../jobs/job-queue.ts";
import type { LoggedEvent } from "../events/event.ts";
import { foldEvents } from "../events/fold-events.ts";
import type { Roadmap } from "../roadmap/read-roadmap.ts";
import { readLinks } from "../roadmap/roadmap-links.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { concernsRoadmap } from "./settle-task.ts";

export interface FollowDeps {
  readonly store: Store;
  readonly jobs: Pick<JobQueue, "add">;
  readonly roadmap: () => Roadmap | undefined;
  readonly clock: Pick<Clock, "now">;
}

/** What ended before that is history, for an installation that starts to follow. */
const RECENT_MS = 86_400_000;
const ENDS: ReadonlySet<string> = new Set(["task.done", "task.failed", "task.dead"]);

/** The job that settles a task which has ended. */
export function settleJob(taskId: string, round: number): JobRequest {
  return { name: "task.settle", id: `${taskId}-r${round}-settle`, payload: { taskId, round } };
}

async function addJobs(page: readonly LoggedEvent[], deps: FollowDeps): Promise<void> {
  const roadmap = deps.roadmap();
  const since = deps.clock.now() - RECENT_MS;
  const ids = page.flatMap(({ type, taskId, at }) =>
    ENDS.has(type) && taskId !== undefined && Date.parse(at) >= since ? [taskId] : [],
  );
  if (roadmap === undefined || ids.length === 0) return;
  const links = await readLinks(deps.store);
  for (const id of new Set(ids)) {
    const task = await deps.store.tasks.get(id);
    if (task !== undefined && concernsRoadmap(task, roadmap, links))
      await deps.jobs.add(settleJob(id, task.round));
  }
}

/**
 * Reads on in the event log and adds a job for each task that has ended and works on the roadmap. The cursor moves
 * behind the jobs, so that a crash between the two adds them again, which changes nothing.
 */
export async function followEnds(deps: FollowDeps): Promise<void> {
  await foldEvents("task-ends", deps.store, async (page) => {
    await addJobs(page, deps);
    return [];
  });
}
