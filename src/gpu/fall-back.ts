import type { JobQueue } from "../jobs/job-queue.ts";
import type { Store } from "../store/store.ts";
import { assignmentJob, taskIdOfJob } from "../tasks/assignment-job.ts";
import { isTerminal } from "../tasks/task.ts";
import type { Task } from "../tasks/task.ts";
import { enqueueStage } from "../workflow/stage-flow.ts";
import { listPlaces, placeChange } from "./job-place.ts";
import type { JobPlace, StoredPlace } from "./job-place.ts";

/** The queue of jobs that want a GPU, apart from the others. */
export interface GpuQueue {
  /** Ids of the jobs that a GPU worker could take now, or has and may not have begun. */
  ready(): Promise<ReadonlySet<string>>;
  /** Takes a job out of this queue alone; one that a worker has stays until the worker ends it. */
  drop(jobId: string): Promise<void>;
}

export interface FallBackDeps {
  readonly store: Store;
  /** With `placeGpuJobs`: what is added again goes where its place says. */
  readonly jobs: JobQueue;
  readonly gpuQueue: GpuQueue;
  /** Jobs that prefer a GPU wait so long for one. */
  readonly waitMs: number;
  readonly now: () => number;
}

/** Adds the job where its place says, then takes it out of where it was: what waits for it never sees it gone. */
async function carryOver(jobId: string, task: Task, { jobs, gpuQueue }: FallBackDeps): Promise<void> {
  const stage = task.plan.stages.find(({ assignments }) =>
    assignments.some((assignment) => assignmentJob(task, assignment).id === jobId),
  );
  if (stage !== undefined) await enqueueStage(task, stage, jobs);
  await gpuQueue.drop(jobId);
}

interface Look extends StoredPlace {
  readonly jobId: string;
  readonly isReady: boolean;
}

/** Where the job has to be from now on; undefined: as it is. */
function nextPlace({ place, isReady }: Look, { now, waitMs }: FallBackDeps): JobPlace | undefined {
  if (place.place !== "gpu" || !place.prefers || !isReady) return undefined;
  if (place.sinceMs === null) return { ...place, sinceMs: now() };
  return now() - place.sinceMs >= waitMs ? { ...place, place: "moving" } : undefined;
}

/** True when the job was carried over. */
async function lookAt(look: Look, deps: FallBackDeps): Promise<boolean> {
  const { jobId } = look;
  const task = await deps.store.tasks.get(taskIdOfJob(jobId));
  if (task === undefined || isTerminal(task.state)) {
    await deps.store.commit({ documents: [placeChange(jobId, null, look.stored)] });
    return false;
  }
  const next = nextPlace(look, deps);
  if (next !== undefined) {
    const change = placeChange(jobId, next, look.stored);
    if ((await deps.store.commit({ documents: [change] })) === "conflict") return false;
  }
  const current = next ?? look.place;
  if (current.place !== "moving") return false;
  await carryOver(jobId, task, deps);
  await deps.store.commit({ documents: [placeChange(jobId, { ...current, place: "cpu" })] });
  return true;
}

/**
 * Jobs that prefer a GPU and have waited long enough go to the other workers, each once: the same compare-and-set
 * decides between this and a GPU worker that begins. What a crash left half done is finished. Returns how many went.
 */
export async function fallBack(deps: FallBackDeps): Promise<number> {
  const places = await listPlaces(deps.store);
  if (places.size === 0) return 0;
  const ready = await deps.gpuQueue.ready();
  let moved = 0;
  for (const [jobId, found] of places)
    if (await lookAt({ ...found, jobId, isReady: ready.has(jobId) }, deps)) moved += 1;
  return moved;
}
