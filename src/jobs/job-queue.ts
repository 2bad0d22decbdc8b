/** Public names: logs and dashboards hold on to them. */
export type JobName = "message.process" | "agent.run" | "stage.finish" | "task.settle" | "effect.run";

export interface JobRequest {
  readonly name: JobName;
  /** Adding the same id again changes nothing while the first job is known. No colons, not a plain number. */
  readonly id: string;
  /** Ids only, never documents. */
  readonly payload: Readonly<Record<string, string | number>>;
  /** 1 is first; absent means before all that have one. */
  readonly priority?: number;
  /** Who does the work, for a queue that knows what its agents want to run on. */
  readonly agent?: string;
  /** Only a GPU worker may take it. */
  readonly needsGpu?: boolean;
}

/** A job that runs once all of `after` have ended, however they ended. */
export interface JobFlow {
  readonly job: JobRequest;
  readonly after: readonly JobFlow[];
}

/** Where a job stands. `waiting` includes waiting for jobs of its flow. `missing`: never added, or finished so long ago that the queue has forgotten it. */
export type JobStanding = "waiting" | "active" | "failed" | "completed" | "missing";

/** A job that waits for a worker. */
export interface WaitingJob {
  readonly id: string;
  /** As it is now; absent means before all that have one. */
  readonly priority?: number;
}

/** Durable jobs, delivered at least once. Rejects when the queue cannot store the job. */
export interface JobQueue {
  add(job: JobRequest): Promise<void>;
  /** All jobs of the flow or none. What is there already stays as it is; the rest is tied to it. */
  addFlow(flow: JobFlow): Promise<void>;
  standing(name: JobName, id: string): Promise<JobStanding>;
  /** Jobs of this kind that wait at the moment; may lag a moment behind. */
  waiting(name: JobName): Promise<number>;
  /** The first so many jobs of this kind that wait, in the order in which workers take them; may lag a moment. */
  waitingJobs(name: JobName, limit: number): Promise<readonly WaitingJob[]>;
  /**
   * Gives a job that has not begun another place: behind those that have this priority already. False when there is
   * no such job, or when it does not wait any more.
   */
  changePriority(name: JobName, id: string, priority: number): Promise<boolean>;
  /**
   * Forgets a finished or waiting job, so that its id can be used again, with what is to run before it. A job that
   * runs stays, and so does what waits for it; whoever waited for a removed one waits no longer.
   */
  remove(name: JobName, id: string): Promise<void>;
}
