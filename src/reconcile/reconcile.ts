import type { Clock } from "../clock.ts";
import { BotError } from "../errors.ts";
import { failAssignment } from "../execution/fail-assignment.ts";
import { buryMessage } from "../inbox/bury-message.ts";
import { messageJob } from "../inbox/message-job.ts";
import type { JobQueue, JobRequest } from "../jobs/job-queue.ts";
import type { Store } from "../store/store.ts";
import { assignmentJob, assignmentsOf } from "../tasks/assignment-job.ts";
import type { Assignment, Task } from "../tasks/task.ts";

export interface ReconcileDeps {
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly newReference: () => string;
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
    for (const assignment of assignmentsOf(task)) {
      tally(report, await reconcileAssignment(task, assignment, deps));
    }
  }
  return report;
}

async function reconcileAssignment(
  task: Task,
  assignment: Assignment,
  deps: ReconcileDeps,
): Promise<Verdict> {
  if (assignment.state === "done" || assignment.state === "failed") return "fine";
  const verdict = await standUp(assignmentJob(task, assignment), deps.jobs);
  if (verdict === "failed") {
    await failAssignment({ taskId: task.id, assignmentId: assignment.id, round: task.round }, GONE, deps);
  }
  return verdict;
}

type Verdict = "fine" | "resumed" | "failed";

/** A job that finished although its work is still open lost its write with the server: it runs again. */
async function standUp(job: JobRequest, jobs: JobQueue): Promise<Verdict> {
  const standing = await jobs.standing(job.name, job.id);
  switch (standing) {
    case "waiting":
    case "active":
      return "fine";
    case "failed":
      return "failed";
    case "completed":
      await jobs.remove(job.name, job.id);
      await jobs.add(job);
      return "resumed";
    case "missing":
      await jobs.add(job);
      return "resumed";
  }
}

function tally(report: { resumed: number; buried: number }, verdict: Verdict): void {
  if (verdict === "resumed") report.resumed += 1;
  if (verdict === "failed") report.buried += 1;
}
