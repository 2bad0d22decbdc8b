import type { GpuWish } from "../agents/agent.ts";
import type { JobFlow, JobQueue, JobRequest } from "../jobs/job-queue.ts";
import type { Store } from "../store/store.ts";
import { placeChange, readPlace } from "./job-place.ts";
import type { JobPlace } from "./job-place.ts";

export interface PlaceDeps {
  readonly store: Pick<Store, "commit" | "documents">;
  readonly wishOf: (agent: string) => GpuWish;
  /** Whether a live worker takes jobs that want a GPU. */
  readonly isServed: () => Promise<boolean>;
}

/** The place of a job, decided now if it was not before. */
async function placeOf(jobId: string, wish: GpuWish, deps: PlaceDeps): Promise<JobPlace> {
  for (;;) {
    const known = await readPlace(jobId, deps.store);
    if (known !== undefined) return known.place;
    const prefers = wish === "preferred";
    // Where no GPU worker is there, waiting for one helps nobody.
    const place = prefers && !(await deps.isServed()) ? "cpu" : "gpu";
    const decided: JobPlace = { place, prefers, sinceMs: null };
    const change = placeChange(jobId, decided, null);
    if ((await deps.store.commit({ documents: [change] })) === "committed") return decided;
  }
}

async function placed(request: JobRequest, deps: PlaceDeps): Promise<JobRequest> {
  const wish = request.agent === undefined ? "none" : deps.wishOf(request.agent);
  if (wish === "none") return request;
  const { place } = await placeOf(request.id, wish, deps);
  return { ...request, needsGpu: place === "gpu" || place === "taken" };
}

async function placedFlow({ job, after }: JobFlow, deps: PlaceDeps): Promise<JobFlow> {
  return {
    job: await placed(job, deps),
    after: await Promise.all(after.map(async (each) => placedFlow(each, deps))),
  };
}

/**
 * A job queue that sends agents' jobs where their agents want them to run. A job is placed once: added again, it
 * goes where it went, so that it is never in two queues.
 */
export function placeGpuJobs<Queue extends JobQueue>(queue: Queue, deps: PlaceDeps): Queue {
  return {
    ...queue,
    add: async (job) => queue.add(await placed(job, deps)),
    addFlow: async (flow) => queue.addFlow(await placedFlow(flow, deps)),
    async remove(name, id) {
      await queue.remove(name, id);
      if (name === "agent.run" && (await queue.standing(name, id)) === "missing")
        await deps.store.commit({ documents: [placeChange(id, null)] });
    },
  };
}
