import type { Clock } from "../clock.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import { messageJob } from "../inbox/message-job.ts";
import type { DeadLetter, Store } from "../store/store.ts";
import { enqueueAssignments } from "../tasks/assignment-job.ts";
import { statusDelivery } from "../tasks/task-deliveries.ts";
import type { Task } from "../tasks/task.ts";
import { teamFacts } from "../tasks/team-facts.ts";
import { updateTask } from "../tasks/update-task.ts";

export interface RetryDeps {
  readonly store: Store;
  readonly jobs: JobQueue;
  readonly clock: Clock;
}

export type RetryOutcome = "retried" | "not_failed" | "unknown";

const AT_ONCE = 1_000;

/** Starts one thing again: a failed task by its id, or any dead letter by the id that the list shows. */
export async function retryOne(id: string, deps: RetryDeps): Promise<RetryOutcome> {
  if (/^T\d+$/iu.test(id)) return retryTask(id.toUpperCase(), deps);
  const letters = await deps.store.deadLetters.list(AT_ONCE);
  const letter = letters.find((each) => each.id === id);
  return letter === undefined ? "unknown" : retryLetter(letter, deps);
}

/** Starts every dead letter again; returns how many. */
export async function retryAll(deps: RetryDeps): Promise<number> {
  const letters = await deps.store.deadLetters.list(AT_ONCE);
  let retried = 0;
  for (const letter of letters) {
    if ((await retryLetter(letter, deps)) === "retried") retried += 1;
  }
  return retried;
}

async function retryLetter(letter: DeadLetter, deps: RetryDeps): Promise<RetryOutcome> {
  switch (letter.kind) {
    case "task":
      return retryTask(letter.id, deps);
    case "message":
      return retryMessage(letter.id, deps);
    case "delivery":
      return (await deps.store.deliveries.revive(letter.id)) ? "retried" : "not_failed";
  }
}

function nextRound(task: Task): Task {
  const stages = task.plan.stages.map((stage) => ({
    ...stage,
    assignments: stage.assignments.map((each) => ({ ...each, state: "waiting" as const, starts: 0 })),
  }));
  const { error: _settled, ...rest } = task;
  return { ...rest, state: "queued", round: task.round + 1, plan: { stages } };
}

function isOver(task: Task): boolean {
  return task.state === "dead" || task.state === "failed";
}

async function retryTask(id: string, deps: RetryDeps): Promise<RetryOutcome> {
  const before = await deps.store.tasks.get(id);
  if (before === undefined) return "unknown";
  const task = await updateTask(
    deps.store,
    id,
    (current) => {
      // Two people may ask at once: the second finds it running already.
      if (!isOver(current)) return undefined;
      const task = nextRound(current);
      return {
        task,
        inbox: { key: current.sourceKey, state: "queued" },
        events: [{ type: "task.retried", taskId: id, data: { round: task.round, ...teamFacts(task) } }],
        deliveries: [statusDelivery(current, { state: "queued" })],
        deadLetter: { remove: { kind: "task", id } },
      };
    },
    { known: before, nowMs: deps.clock.now() },
  );
  if (task === undefined || task.round === before.round) return "not_failed";
  await enqueueAssignments(task, deps.jobs);
  return "retried";
}

async function retryMessage(key: string, deps: RetryDeps): Promise<RetryOutcome> {
  const record = await deps.store.inbox.get(key);
  if (record === undefined) return "unknown";
  if (record.state !== "dead") return "not_failed";
  const round = record.round + 1;
  await deps.store.commit({
    inbox: { key, state: "received", round },
    events: [{ type: "message.retried", messageKey: key, data: { round } }],
    deadLetter: { remove: { kind: "message", id: key } },
  });
  await deps.jobs.add(messageJob(key, round));
  return "retried";
}
