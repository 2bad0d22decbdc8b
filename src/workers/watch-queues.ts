import { z } from "zod";
import type { Conversation } from "../chat/messages.ts";
import type { Logger } from "../log/logger.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { Changes, Store } from "../store/store.ts";
import { forgetWorkers, liveWorkers } from "./heartbeat.ts";

export interface WatchDeps {
  readonly store: Pick<Store, "commit" | "documents">;
  /** Jobs of each queue that a worker could take now. */
  readonly backlog: () => Promise<ReadonlyMap<string, number>>;
  /** Where messages about the installation go; empty: to whoever looks after it, by `notify`. */
  readonly places: () => readonly Conversation[];
  readonly notify?: (text: string) => void;
  readonly now: () => number;
  /** How often workers write their heartbeat. */
  readonly everyMs: number;
  /** A queue may be without a worker for so long: workers are restarted. */
  readonly alarmAfterMs: number;
  readonly log: Logger;
}

const KIND = "queue-alarms";
/** Queues that workers serve; messages are taken by the bot, which is who watches. */
const WATCHED = new Set(["agents", "agents-gpu", "stages", "effects"]);
const HINT: Readonly<Record<string, string>> = {
  "agents-gpu": "Start one with `switchyard worker --gpu` on a machine with a GPU.",
};
const USUAL_HINT = "Start one with `switchyard worker`.";

/** A queue with jobs and without a worker, since when, and whether people were told. */
const Alarm = z.strictObject({ sinceMs: z.number(), isTold: z.boolean() });
type Alarm = z.infer<typeof Alarm>;

interface Look {
  readonly queue: string;
  readonly waiting: number;
  readonly isServed: boolean;
  readonly alarm: Alarm | undefined;
  readonly stored: string | undefined;
}

interface Step {
  /** `null`: there is no trouble any more. */
  readonly next: Alarm | null;
  readonly says?: string;
}

function nextStep(look: Look, { now, alarmAfterMs }: WatchDeps): Step | undefined {
  const { queue, waiting, isServed, alarm } = look;
  if (isServed || waiting === 0) {
    if (alarm === undefined) return undefined;
    const why = isServed ? "a worker serves it" : "nothing waits in it any more";
    return { next: null, ...(alarm.isTold ? { says: `Solved: the queue \`${queue}\`: ${why}.` } : {}) };
  }
  if (alarm === undefined) return { next: { sinceMs: now(), isTold: false } };
  if (alarm.isTold || now() - alarm.sinceMs < alarmAfterMs) return undefined;
  const jobs = waiting === 1 ? "1 job waits" : `${waiting} jobs wait`;
  return {
    next: { ...alarm, isTold: true },
    says: `No worker serves the queue \`${queue}\`, where ${jobs}. ${HINT[queue] ?? USUAL_HINT}`,
  };
}

function changesOf(
  { queue, alarm, stored }: Look,
  { next, says }: Step,
  to: readonly Conversation[],
): Changes {
  const since = (next ?? alarm)?.sinceMs ?? 0;
  const what = next === null ? "solved" : "alarm";
  const value = next === null ? null : JSON.stringify(next);
  return {
    documents: [{ kind: KIND, id: queue, value, expected: stored ?? null }],
    deliveries:
      says === undefined
        ? []
        : to.map((place, at) => ({
            id: `workers.${what}.${queue}.${since}.${at}`,
            content: { kind: "post", to: place, message: { text: says } },
          })),
  };
}

async function watchOne(look: Look, deps: WatchDeps): Promise<void> {
  const step = nextStep(look, deps);
  if (step === undefined) return;
  const places = deps.places();
  // Of several that look at the same time one is the first, and it alone says so.
  if ((await deps.store.commit(changesOf(look, step, places))) === "conflict") return;
  if (step.says === undefined) return;
  deps.log.warn(
    { queue: look.queue, waiting: look.waiting, solved: step.next === null },
    "a queue and its workers",
  );
  if (places.length === 0) deps.notify?.(step.says);
}

/** Says once when jobs wait in a queue that no live worker serves, and once when that is over. */
export async function watchQueues(deps: WatchDeps): Promise<void> {
  const life = { nowMs: deps.now(), everyMs: deps.everyMs };
  const [backlog, workers, alarms] = await Promise.all([
    deps.backlog(),
    liveWorkers(deps.store, life),
    deps.store.documents.list(KIND),
  ]);
  const served = new Set(workers.flatMap(({ queues }) => queues));
  for (const [queue, waiting] of backlog) {
    if (!WATCHED.has(queue)) continue;
    const stored = alarms.get(queue);
    const alarm = stored === undefined ? undefined : parseStored(Alarm, stored, `docs:${KIND} ${queue}`);
    await watchOne({ queue, waiting, isServed: served.has(queue), alarm, stored }, deps);
  }
  await forgetWorkers(deps.store, life);
}
