import type { WorkClock } from "../calendar/work-clock.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { teamOfTask } from "../escalations/open-ladder.ts";
import type { LoggedEvent } from "../events/event.ts";
import type { CoordinationOf } from "../orchestration/coordination-of.ts";
import type { Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import type { Timer } from "../timers/timer.ts";
import type { Timers } from "../timers/timers.ts";
import { readStanding, standingDigest } from "./read-standing.ts";
import { renderSync } from "./render-sync.ts";
import { syncAfter, WEEKLY } from "./sync-rhythm.ts";
import type { SyncRhythm } from "./sync-rhythm.ts";

/** The kind of the timer of each task whose agents keep in step; its id is that of the task. */
export const SYNC_TIMER = "task.sync";

export interface SyncDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
  readonly timers: Timers;
  readonly coordinationOf: CoordinationOf;
  readonly config: Pick<Config, "channels">;
  readonly workClock: () => Promise<WorkClock>;
}

/** When the last review was, what the last note and the last review told of. */
interface Told {
  readonly reviewedMs: number;
  readonly told: string;
  readonly reviewed: string;
}

export function toldOf({ data = {} }: Pick<Timer, "data">, nowMs: number): Told {
  const { reviewedMs, told, reviewed } = data;
  return {
    reviewedMs: typeof reviewedMs === "number" ? reviewedMs : nowMs,
    told: typeof told === "string" ? told : "",
    reviewed: typeof reviewed === "string" ? reviewed : "",
  };
}

interface Moment {
  readonly task: Task;
  readonly rhythm: SyncRhythm;
  readonly nowMs: number;
}

/** The timer of the next note. */
export async function nextSync(
  { task, rhythm, nowMs }: Moment,
  told: Told,
  { workClock, config }: Pick<SyncDeps, "workClock" | "config">,
): Promise<Timer> {
  const of = { clock: await workClock(), team: teamOfTask(task, config) };
  const review = rhythm.isReviewed ? syncAfter(told.reviewedMs, WEEKLY, of) : Number.POSITIVE_INFINITY;
  const dueMs = Math.min(syncAfter(nowMs, rhythm.every, of), Math.max(review, nowMs + 1));
  return { kind: SYNC_TIMER, id: task.id, dueMs, data: { ...told } };
}

export interface DueSync {
  /** Absent where nothing has changed since the last note. */
  readonly text?: string;
  readonly isReview: boolean;
  readonly told: Told;
}

function since(events: readonly LoggedEvent[], ms: number): LoggedEvent[] {
  return events.filter(({ at }) => Date.parse(at) >= ms);
}

/** What there is to tell when the time for a note has come. */
export async function dueSync(
  { task, rhythm, nowMs }: Moment,
  before: Told,
  deps: SyncDeps,
): Promise<DueSync> {
  const { store, workClock, config, coordinationOf } = deps;
  const of = { clock: await workClock(), team: teamOfTask(task, config) };
  const events = await store.events.ofTask(task.id);
  const standing = await readStanding(task, events, store);
  const now = standingDigest(standing);
  const isReview = rhythm.isReviewed && syncAfter(before.reviewedMs, WEEKLY, of) <= nowMs;
  const isNews = now !== (isReview ? before.reviewed : before.told);
  const told: Told = {
    told: now,
    reviewedMs: isReview ? nowMs : before.reviewedMs,
    reviewed: isReview ? now : before.reviewed,
  };
  if (!isNews) return { isReview, told };
  const week = isReview ? since(events, before.reviewedMs) : undefined;
  const text = renderSync({ task, coordination: coordinationOf(task), standing, week, nowMs });
  return { text, isReview, told };
}
