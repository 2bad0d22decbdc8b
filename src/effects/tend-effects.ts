import type { Clock } from "../clock.ts";
import type { JobQueue } from "../jobs/job-queue.ts";
import type { Store } from "../store/store.ts";
import type { Effect } from "./effect.ts";
import { isSettled } from "./effect.ts";
import { cardDelivery } from "./effect-card.ts";
import { effectJob } from "./effect-job.ts";
import { dropEffect, effectChange, effectEvent, listEffects } from "./effect-store.ts";
import type { StoredEffect } from "./effect-store.ts";
import { effectDelivery, renderEffectNews } from "./render-effect.ts";

export interface TendDeps {
  readonly store: Pick<Store, "commit" | "documents" | "tasks">;
  readonly jobs: JobQueue;
  readonly clock: Clock;
  readonly keepDays: number;
}

const DAY_MS = 86_400_000;

async function expire({ effect, stored }: StoredEffect, { store }: TendDeps): Promise<void> {
  const expired: Effect = { ...effect, state: "expired" };
  const task = await store.tasks.get(effect.taskId);
  const news = renderEffectNews(expired);
  await store.commit({
    documents: [effectChange(expired, stored)],
    events: [effectEvent("effect.expired", expired)],
    deliveries: task === undefined ? [] : [cardDelivery(task, expired), effectDelivery(task, expired, news)],
  });
}

async function standUp(effect: Effect, { jobs }: TendDeps): Promise<void> {
  const job = effectJob(effect);
  const standing = await jobs.standing(job.name, job.id);
  if (standing === "waiting" || standing === "active") return;
  if (standing !== "missing") await jobs.remove(job.name, job.id);
  await jobs.add(job);
}

/** Lets proposals expire that nobody decided on, adds jobs that got lost, and forgets what is long over. */
export async function tendEffects(deps: TendDeps): Promise<void> {
  const now = deps.clock.now();
  for (const found of await listEffects(deps.store)) {
    const { effect } = found;
    const isWaiting =
      effect.state === "proposed" || (effect.state === "approved" && effect.startedMs === undefined);
    if (isWaiting && now > effect.expiresMs) await expire(found, deps);
    else if (effect.state === "approved" || effect.state === "running") await standUp(effect, deps);
    else if (isSettled(effect) && now - effect.proposedMs > deps.keepDays * DAY_MS) {
      await deps.store.commit({ documents: [dropEffect(effect, found.stored)] });
    }
  }
}

/** Whether what a task has made is still waited for by one of its effects. */
export async function hasOpenEffects(taskId: string, store: Pick<Store, "documents">): Promise<boolean> {
  return (await listEffects(store)).some(({ effect }) => effect.taskId === taskId && !isSettled(effect));
}
