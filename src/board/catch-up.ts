import { z } from "zod";
import type { EventType, LoggedEvent } from "../events/event.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { DocumentChange, Store } from "../store/store.ts";
import type { Task } from "../tasks/task.ts";
import type { BoardLog } from "./board-log.ts";

const KIND = "looks";
const PAGE = 500;
const DAY_MS = 86_400_000;
/** Whoever asks for the first time, or after a long time, is told about this much. */
const FIRST_MS = DAY_MS;
const LONGEST_MS = 7 * DAY_MS;
const MAX_TASKS = 300;

/** When somebody last asked what they have missed, and how far the log was then. */
const Look = z.object({ at: z.iso.datetime(), eventId: z.string() });

/** What became of a task that something has happened to. */
export type News =
  "done" | "failed" | "cancelled" | "created" | "taken" | "blocked" | "unblocked" | "escalated";

export interface TaskNews {
  readonly task: Task;
  /** The latest that counts. */
  readonly news: News;
}

export interface CatchUp {
  /** What is told begins here. */
  readonly sinceMs: number;
  /** They had looked before, and not too long ago. */
  readonly isSinceLook: boolean;
  readonly news: readonly TaskNews[];
  /** Remembers this look; belongs into the write of the answer, so that an answer that got lost is made again. */
  readonly look: DocumentChange;
}

const NEWS: Readonly<Partial<Record<EventType, News>>> = {
  "task.done": "done",
  "task.failed": "failed",
  "task.dead": "failed",
  "task.cancelled": "cancelled",
  "task.created": "created",
  "task.taken": "taken",
  "task.blocked": "blocked",
  "task.unblocked": "unblocked",
  "task.escalated": "escalated",
  "escalation.raised": "escalated",
};

/** Where to begin to read, and from when on it counts. */
function beginning(
  log: BoardLog,
  look: z.infer<typeof Look> | undefined,
  nowMs: number,
): { readonly eventId: string; readonly sinceMs: number; readonly isSinceLook: boolean } {
  const lookMs = look === undefined ? undefined : Date.parse(look.at);
  if (look !== undefined && lookMs !== undefined && lookMs > nowMs - LONGEST_MS)
    return { eventId: look.eventId, sinceMs: lookMs, isSinceLook: true };
  const sinceMs = nowMs - (lookMs === undefined ? FIRST_MS : LONGEST_MS);
  const mark = log.marks.findLast(({ at }) => Date.parse(at) <= sinceMs);
  return { eventId: mark?.eventId ?? "0", sinceMs, isSinceLook: false };
}

async function eventsSince(from: string, { events }: Pick<Store, "events">): Promise<LoggedEvent[]> {
  const all: LoggedEvent[] = [];
  for (;;) {
    const page = await events.since(all.at(-1)?.id ?? from, PAGE);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

/** The latest news of each task, the newest last. */
function latestNews(events: readonly LoggedEvent[]): ReadonlyMap<string, News> {
  const news = new Map<string, News>();
  for (const { type, taskId } of events) {
    const said = NEWS[type];
    if (said === undefined || taskId === undefined) continue;
    news.delete(taskId);
    news.set(taskId, said);
  }
  return news;
}

/** What has happened to tasks since a person looked last, or in the last day where they never have. */
export async function readCatchUp(
  person: string,
  { log, nowMs }: { readonly log: BoardLog; readonly nowMs: number },
  store: Pick<Store, "documents" | "events" | "tasks">,
): Promise<CatchUp> {
  const stored = await store.documents.get(KIND, person);
  const look = stored === undefined ? undefined : parseStored(Look, stored, `docs:${KIND} ${person}`);
  const { eventId, sinceMs, isSinceLook } = beginning(log, look, nowMs);
  const events = await eventsSince(eventId, store);
  const counted = isSinceLook ? events : events.filter(({ at }) => Date.parse(at) >= sinceMs);
  const latest = [...latestNews(counted)].slice(-MAX_TASKS);
  const tasks = await Promise.all(latest.map(async ([id]) => store.tasks.get(id)));
  const news = latest.flatMap(([, said], at) => {
    const task = tasks[at];
    return task === undefined ? [] : [{ task, news: said }];
  });
  const value = JSON.stringify({ at: new Date(nowMs).toISOString(), eventId: events.at(-1)?.id ?? eventId });
  return { sinceMs, isSinceLook, news, look: { kind: KIND, id: person, value } };
}
