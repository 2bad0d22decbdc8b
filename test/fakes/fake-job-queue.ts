import { BotError } from "../../src/errors.ts";
import type { JobFlow, JobName, JobQueue, JobRequest, JobStanding } from "../../src/jobs/job-queue.ts";

export interface FakeJobQueue extends JobQueue {
  /** Every job that is known, in the order in which it was added. */
  jobs(): readonly JobRequest[];
  /** Takes the waiting job that a worker would take: no priority first, then from 1 upwards, then the oldest. */
  takeNext(name: JobName): JobRequest | undefined;
  /** Ends a job that was taken. */
  finish(name: JobName, id: string, standing: "completed" | "failed"): void;
  /** Makes adding fail as if the queue's server were away; `undefined` brings it back. */
  breakWith(error: BotError | undefined): void;
}

interface KnownJob {
  request: JobRequest;
  standing: Exclude<JobStanding, "missing">;
  /** Those that it waits for. */
  readonly after: Set<string>;
}

/** A job queue without workers: the test takes jobs and ends them. */
export function createFakeJobQueue(): FakeJobQueue {
  const known = new Map<string, KnownJob>();
  let broken: BotError | undefined;

  function find(name: JobName, id: string): KnownJob | undefined {
    return known.get(nameOf(name, id));
  }

  function waitingJobs(name: JobName): KnownJob[] {
    return [...known.values()].filter(
      (job) => job.request.name === name && job.standing === "waiting" && [...job.after].every(hasEnded),
    );
  }

  function hasEnded(key: string): boolean {
    const job = known.get(key);
    return job === undefined || job.standing === "completed" || job.standing === "failed";
  }

  function addFlow({ job: request, after }: JobFlow): void {
    const key = nameOf(request.name, request.id);
    const job = known.get(key) ?? {
      request: structuredClone(request),
      standing: "waiting" as const,
      after: new Set<string>(),
    };
    known.set(key, job);
    for (const before of after) {
      addFlow(before);
      if (job.standing === "waiting") job.after.add(nameOf(before.job.name, before.job.id));
    }
  }

  /** Whether anything of what a job waits for is in hand. */
  function isHeld(key: string): boolean {
    const job = known.get(key);
    return job !== undefined && (job.standing === "active" || [...job.after].some(isHeld));
  }

  function forget(key: string): void {
    for (const before of known.get(key)?.after ?? []) forget(before);
    known.delete(key);
  }

  return {
    async add(request) {
      if (broken !== undefined) throw broken;
      refuseBadId(request.id);
      const key = nameOf(request.name, request.id);
      if (!known.has(key))
        known.set(key, { request: structuredClone(request), standing: "waiting", after: new Set() });
    },
    async addFlow(flow) {
      if (broken !== undefined) throw broken;
      for (const { id } of requestsOf(flow)) refuseBadId(id);
      addFlow(flow);
    },
    standing: async (name, id) => find(name, id)?.standing ?? "missing",
    waiting: async (name) => waitingJobs(name).length,
    waitingJobs: async (name, limit) =>
      waitingJobs(name)
        .sort((a, b) => rankOf(a.request) - rankOf(b.request))
        .slice(0, limit)
        .map(({ request: { id, priority } }) => ({ id, ...(priority === undefined ? {} : { priority }) })),
    async changePriority(name, id, priority) {
      const job = find(name, id);
      if (job?.standing !== "waiting") return false;
      job.request = { ...job.request, priority };
      // Behind those that have this priority already.
      known.delete(nameOf(name, id));
      known.set(nameOf(name, id), job);
      return true;
    },
    async remove(name, id) {
      const key = nameOf(name, id);
      if (!isHeld(key)) forget(key);
    },
    jobs: () => structuredClone([...known.values()].map((job) => job.request)),
    takeNext(name) {
      const [next] = waitingJobs(name).sort((a, b) => rankOf(a.request) - rankOf(b.request));
      if (next === undefined) return undefined;
      next.standing = "active";
      return structuredClone(next.request);
    },
    finish(name, id, standing) {
      const job = find(name, id);
      if (job?.standing !== "active") throw new Error(`The job ${name} ${id} was not taken.`);
      job.standing = standing;
    },
    breakWith(error) {
      broken = error;
    },
  };
}

function nameOf(name: JobName, id: string): string {
  return `${name}:${id}`;
}

function requestsOf({ job, after }: JobFlow): JobRequest[] {
  return [job, ...after.flatMap(requestsOf)];
}

function rankOf(request: JobRequest): number {
  return request.priority ?? 0;
}

/** The real queue refuses these ids too, so that a test notices first. */
function refuseBadId(id: string): void {
  if (!id.includes(":") && !/^\d*$/u.test(id)) return;
  throw new BotError(
    "jobs.bad_id",
    `"${id}" cannot be the id of a job: it has a colon or is a plain number.`,
  );
}
