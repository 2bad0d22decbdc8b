import type { Clock } from "../clock.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import { messageJob } from "../inbox/message-job.ts";
import type { DeadLetter, Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import { teamFacts } from "../tasks/team-facts.ts";
import { applyPlanEvent } from "../workflow/apply-plan-event.ts";

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

/** Starts every dead letter again; returns how many. What was to be posted is posted in its order. */
export async function retryAll(deps: RetryDeps): Promise<number> {
  const letters = await deps.store.deadLetters.list(AT_ONCE);
  const posts = letters.filter(({ kind }) => kind === "delivery").toSorted((a, b) => a.atMs - b.atMs);
  let retried = await deps.store.deliveries.reviveAll(posts.map(({ id }) => id));
  for (const letter of letters) {
    if (letter.kind === "delivery") continue;
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

function isOver(task: Task): boolean {
  return task.state === "dead" || task.state === "failed" || task.state === "cancelled";
}

/** Where a task that has ended goes on: what failed, else what was cut off. */
function stageToRepeat(task: Task): string {
  const { stages } = task.plan;
  const broken =
    stages.find(({ state }) => state === "failed") ?? stages.find(({ state }) => state === "cancelled");
  return (broken ?? stages[0])?.id ?? "";
}

async function retryTask(id: string, deps: RetryDeps): Promise<RetryOutcome> {
  const before = await deps.store.tasks.get(id);
  if (before === undefined) return "unknown";
  if (!isOver(before)) return "not_failed";
  const { round } = before;
  const done = await applyPlanEvent(
    {
      taskId: id,
      // Two people may ask at once: the second finds it running already.
      round,
      known: before,
      event: { type: "stage.retried", stage: stageToRepeat(before), by: "a person" },
      also: {
        events: [{ type: "task.retried", taskId: id, data: { round: round + 1, ...teamFacts(before) } }],
      },
    },
    deps,
  );
  return done?.advance.refused === undefined ? "retried" : "not_failed";
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
