import type { Clock } from "../clock.ts";
import { BotError } from "../errors.ts";
import { failAssignment } from "../execution/fail-assignment.ts";
import { buryMessage } from "../inbox/bury-message.ts";
import { messageJob } from "../inbox/message-job.ts";
import type { JobQueue, JobRequest } from "../jobs/job-queue.ts";
import type { Lifecycle } from "../lifecycle/lifecycle.ts";
import type { Store } from "../store/store.ts";
import { assignmentJob, finishJob } from "../tasks/assignment-job.ts";
import type { Assignment, Stage, Task } from "../tasks/task.ts";
import { giveUpStage } from "../workflow/finish-stage.ts";
import { enqueueStage } from "../workflow/stage-flow.ts";
import { dueAssignments } from "../workflow/stage-state.ts";

export interface ReconcileDeps {
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly newReference: () => string;
  /** Hooks for assignments that failed while nobody was there to say so; absent: none run. */
  readonly lifecycle?: Lifecycle;
}

export interface ReconcileReport {
  /** Messages and assignments whose job was missing and is there again. */
  readonly resumed: number;
  /** Messages and assignments whose job had failed for good without anybody saying so. */
  readonly buried: number;
}

/** Younger things may be between two steps right now. */
const SETTLE_MS = 3_000;
const BATCH = 10_000;

const GONE = new BotError("jobs.gave_up", "It was started several times and never finished.", {
  retryable: true,
});

/**
 * Finds what fell between two steps and carries on: accepted messages without a job, open tasks whose jobs are
 * missing, and jobs that failed for good while nobody was there to say so. Harmless to run at any time, anywhere.
 */
export async function reconcile(deps: ReconcileDeps): Promise<ReconcileReport> {
  const before = deps.clock.now() - SETTLE_MS;
  const messages = await reconcileMessages(before, deps);
  const tasks = await reconcileTasks(before, deps);
  return { resumed: messages.resumed + tasks.resumed, buried: messages.buried + tasks.buried };
}

async function reconcileMessages(before: number, deps: ReconcileDeps): Promise<ReconcileReport> {
  const report = { resumed: 0, buried: 0 };
  for (const key of await deps.store.inbox.listOpen(before, BATCH)) {
    const record = await deps.store.inbox.get(key);
    if (record === undefined) continue;
    const verdict = await standUp(messageJob(key, record.round), deps.jobs);
    if (verdict === "failed") await buryMessage(key, GONE, deps);
    tally(report, verdict);
  }
  return report;
}

async function reconcileTasks(before: number, deps: ReconcileDeps): Promise<ReconcileReport> {
  const report = { resumed: 0, buried: 0 };
  const open = await deps.store.tasks.listOpen(BATCH);
  for (const task of open.filter(({ updatedAt }) => Date.parse(updatedAt) < before)) {
    for (const stage of task.plan.stages) {
      for (const assignment of dueAssignments(stage))
        tally(report, await reconcileAssignment({ task, stage, assignment }, deps));
      if (stage.state === "gating") tally(report, await reconcileStage(task, stage, deps));
    }
  }
  return report;
}

interface Due {
  readonly task: Task;
  readonly stage: Stage;
  readonly assignment: Assignment;
}

async function reconcileAssignment({ task, stage, assignment }: Due, deps: ReconcileDeps): Promise<Verdict> {
  // The whole stage is added again, so that the job that ends it is there and waits for its agents.
  const again = async () => enqueueStage(task, stage, deps.jobs);
  const verdict = await standUp(assignmentJob(task, assignment), deps.jobs, again);
  if (verdict === "failed") {
    const { id: assignmentId, round: stageRound } = assignment;
    await failAssignment({ taskId: task.id, assignmentId, round: task.round, stageRound }, GONE, deps);
  }
  return verdict;
}

/** A stage whose agents are through waits for the job that ends it. */
async function reconcileStage(task: Task, stage: Stage, deps: ReconcileDeps): Promise<Verdict> {
  const job = finishJob(task, stage);
  const verdict = await standUp(job, deps.jobs, async () => deps.jobs.add(job));
  if (verdict === "failed") {
    const { id: stageId, round: stageRound } = stage;
    await giveUpStage({ taskId: task.id, stageId, round: task.round, stageRound }, GONE, deps);
  }
  return verdict;
}

type Verdict = "fine" | "resumed" | "failed";

/** A job that finished although its work is still open lost its write with the server: it runs again. */
async function standUp(
  job: JobRequest,
  jobs: JobQueue,
  add: () => Promise<void> = async () => jobs.add(job),
): Promise<Verdict> {
  const standing = await jobs.standing(job.name, job.id);
  switch (standing) {
    case "waiting":
    case "active":
      return "fine";
    case "failed":
      return "failed";
    case "completed":
      await jobs.remove(job.name, job.id);
      await add();
      return "resumed";
    case "missing":
      await add();
      return "resumed";
  }
}

function tally(report: { resumed: number; buried: number }, verdict: Verdict): void {
  if (verdict === "resumed") report.resumed += 1;
  if (verdict === "failed") report.buried += 1;
}
