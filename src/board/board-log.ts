import { z } from "zod";
import type { EventType, LoggedEvent } from "../events/event.ts";
import { foldedUntil, foldEvents } from "../events/fold-events.ts";
import { parseStored } from "../store/parse-stored.ts";
import type { Store } from "../store/store.ts";

/** Where the board keeps what it knows. */
export const BOARD_KIND = "board";
const ID = "log";
const CURSOR = "board";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Wherever somebody is, their today has begun less than this ago. */
const ENDED_MS = 2 * DAY_MS;
const MAX_ENDED = 2_000;
const QUESTION_MS = 2 * DAY_MS;
const MARKS_MS = 8 * DAY_MS;

const EndState = z.enum(["done", "failed", "dead", "cancelled"]);
const at = z.iso.datetime();

/** What the event log says that the tasks themselves do not: times, and what has ended lately. */
export const BoardLog = z.object({
  /** By task that has not ended: when one of its agents last began. */
  started: z.record(z.string(), at).default({}),
  /** By task: when a person was last asked to approve something of it. */
  asked: z.record(z.string(), at).default({}),
  /** By message: when its writer was asked which agent should have it. */
  questions: z.record(z.string(), at).default({}),
  /** The newest last. */
  ended: z.array(z.object({ taskId: z.string(), state: EndState, at })).default([]),
  /** Where in the log each hour of the last days begins, for whoever wants to know what happened since. */
  marks: z.array(z.object({ at, eventId: z.string() })).default([]),
});
export type BoardLog = z.infer<typeof BoardLog>;

const ENDS: Readonly<Partial<Record<EventType, z.infer<typeof EndState>>>> = {
  "task.done": "done",
  "task.failed": "failed",
  "task.dead": "dead",
  "task.cancelled": "cancelled",
};

/** What had ended goes on, so it has not ended today. */
const REVIVING: ReadonlySet<EventType> = new Set([
  "task.retried",
  "stage.retried",
  "plan.changed",
  "task.reassigned",
]);

function without(times: Readonly<Record<string, string>>, key: string): Record<string, string> {
  const { [key]: _gone, ...rest } = times;
  return rest;
}

function foldTask(log: BoardLog, taskId: string, event: LoggedEvent): BoardLog {
  const state = ENDS[event.type];
  if (state !== undefined)
    return {
      ...log,
      started: without(log.started, taskId),
      asked: without(log.asked, taskId),
      ended: [...log.ended.filter((end) => end.taskId !== taskId), { taskId, state, at: event.at }],
    };
  if (event.type === "assignment.started") return { ...log, started: { ...log.started, [taskId]: event.at } };
  if (event.type === "stage.approval_asked") return { ...log, asked: { ...log.asked, [taskId]: event.at } };
  if (!REVIVING.has(event.type)) return log;
  return { ...log, ended: log.ended.filter((end) => end.taskId !== taskId) };
}

function foldQuestion(log: BoardLog, { type, messageKey, taskId, at: when }: LoggedEvent): BoardLog {
  if (messageKey === undefined || taskId !== undefined) return log;
  if (type === "question.asked") return { ...log, questions: { ...log.questions, [messageKey]: when } };
  if (type === "question.answered") return { ...log, questions: without(log.questions, messageKey) };
  return log;
}

function hourOf(time: string): number {
  return Math.floor(Date.parse(time) / HOUR_MS);
}

function mark(log: BoardLog, { id: eventId, at: when }: LoggedEvent): BoardLog {
  const last = log.marks.at(-1);
  if (last !== undefined && hourOf(last.at) >= hourOf(when)) return log;
  return { ...log, marks: [...log.marks, { at: when, eventId }] };
}

/** Takes one event in; most say nothing about the board. */
export function foldBoard(log: BoardLog, event: LoggedEvent): BoardLog {
  const marked = mark(log, event);
  const asked = foldQuestion(marked, event);
  return event.taskId === undefined ? asked : foldTask(asked, event.taskId, event);
}

/** What is too old for anybody to ask about, by the time of the log itself. */
function pruned(log: BoardLog, nowMs: number): BoardLog {
  const isYoung = (time: string, ms: number): boolean => Date.parse(time) > nowMs - ms;
  return {
    ...log,
    ended: log.ended.filter((end) => isYoung(end.at, ENDED_MS)).slice(-MAX_ENDED),
    questions: Object.fromEntries(
      Object.entries(log.questions).filter(([, when]) => isYoung(when, QUESTION_MS)),
    ),
    marks: log.marks.filter((each) => isYoung(each.at, MARKS_MS)),
  };
}

type LogStore = Pick<Store, "commit" | "documents" | "events">;

/** Folds in what is new; each event counts once, whoever folds it. */
async function follow(store: LogStore): Promise<void> {
  await foldEvents(CURSOR, store, async (page) => {
    const stored = await store.documents.get(BOARD_KIND, ID);
    const folded = page.reduce(foldBoard, parseLog(stored));
    const value = JSON.stringify(pruned(folded, Date.parse(page.at(-1)?.at ?? "")));
    return [{ kind: BOARD_KIND, id: ID, value, expected: stored ?? null }];
  });
}

/** How far the board has followed the log, once it has followed all of it; "0" before the first event. */
export async function boardCursor(store: LogStore): Promise<string> {
  await follow(store);
  return (await foldedUntil(CURSOR, store)) ?? "0";
}

/** What of the log the board knows, brought up to date first. */
export async function readBoardLog(store: LogStore): Promise<BoardLog> {
  await follow(store);
  return parseLog(await store.documents.get(BOARD_KIND, ID));
}

function parseLog(stored: string | undefined): BoardLog {
  return stored === undefined
    ? BoardLog.parse({})
    : parseStored(BoardLog, stored, `docs:${BOARD_KIND} ${ID}`);
}
