import { z } from "zod";
import { toCauseEvent } from "../events/cause-events.ts";
import type { EventType, LoggedEvent } from "../events/event.ts";

/** What a day brought. */
export interface DayFigures {
  readonly opened: number;
  readonly done: number;
  readonly failed: number;
}

/** A span of time in figures, each counted from the event log. */
export interface WeekFigures {
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
  /** By date, only days on which something happened. */
  readonly days: ReadonlyMap<string, DayFigures>;
  /** Tasks by how they last ended inside the span. */
  readonly ended: ReadonlyMap<string, "done" | "failed" | "cancelled">;
  readonly opened: number;
  readonly gates: { readonly passed: number; readonly failed: number };
  /** Work that went from one agent to another; `sentBack`: because changes were asked for. */
  readonly handoffs: { readonly passedOn: number; readonly sentBack: number };
  readonly blockers: {
    readonly raised: number;
    readonly cleared: number;
    /** Of those that were cleared, from the first moment to the last. */
    readonly clearedMs: number;
    /** The same in the working time of the team. */
    readonly workedMs: number;
  };
  /** Tasks on which agents of several domains began work. */
  readonly shared: number;
  readonly benchmarks: { readonly measured: number; readonly worstLossPercent: number };
}

/** What counting needs beyond the log. */
export interface CountBy {
  readonly isOurs: (taskId: string) => boolean;
  readonly dateOf: (atMs: number) => string;
  readonly domainOf: (agent: string) => string;
  /** How much working time there is between two moments. */
  readonly workedMs: (fromMs: number, toMs: number) => number;
}

const Judged = z.object({
  reports: z.array(z.object({ kind: z.string(), verdict: z.string() })).catch([]),
});

interface TaskMemory {
  /** The last agent that was through. */
  last?: string;
  readonly domains: Set<string>;
  isShared?: boolean;
}

function text({ data }: LoggedEvent, key: string): string {
  const value = data[key];
  return typeof value === "string" ? value : "";
}

/** What people have to settle: escalations by their id, approvals by task and stage. */
const BLOCKERS: Readonly<
  Partial<Record<EventType, { readonly kind: "escalation" | "approval"; readonly opens: boolean }>>
> = {
  "escalation.raised": { kind: "escalation", opens: true },
  "escalation.resolved": { kind: "escalation", opens: false },
  "stage.approval_asked": { kind: "approval", opens: true },
  "stage.approved": { kind: "approval", opens: false },
  "stage.refused": { kind: "approval", opens: false },
  "stage.skipped": { kind: "approval", opens: false },
};

function blockerOf(event: LoggedEvent): { readonly id: string; readonly opens: boolean } | undefined {
  const found = BLOCKERS[event.type];
  if (found === undefined) return undefined;
  const { kind, opens } = found;
  const id = kind === "escalation" ? text(event, "id") : `${event.taskId ?? ""}/${text(event, "stage")}`;
  return { id: `${kind}/${id}`, opens };
}

const END: Readonly<Record<string, "done" | "failed" | "cancelled">> = {
  "task.done": "done",
  "task.failed": "failed",
  "task.dead": "failed",
  "task.cancelled": "cancelled",
};

/** What has been counted so far, and what has to be remembered for it. */
interface Count {
  readonly days: Map<string, { opened: number; done: number; failed: number }>;
  readonly ended: Map<string, "done" | "failed" | "cancelled">;
  readonly tasks: Map<string, TaskMemory>;
  readonly open: Map<string, { readonly sinceMs: number; readonly taskId: string | undefined }>;
  readonly gates: { passed: number; failed: number };
  readonly handoffs: { passedOn: number; sentBack: number };
  readonly blockers: { raised: number; cleared: number; clearedMs: number; workedMs: number };
  readonly benchmarks: { measured: number; worstLossPercent: number };
  opened: number;
  shared: number;
}

function nothingYet(): Count {
  return {
    days: new Map(),
    ended: new Map(),
    tasks: new Map(),
    open: new Map(),
    gates: { passed: 0, failed: 0 },
    handoffs: { passedOn: 0, sentBack: 0 },
    blockers: { raised: 0, cleared: 0, clearedMs: 0, workedMs: 0 },
    benchmarks: { measured: 0, worstLossPercent: 0 },
    opened: 0,
    shared: 0,
  };
}

/** An event with when it was, and whether that is inside the span. */
interface Moment {
  readonly event: LoggedEvent;
  readonly atMs: number;
  readonly isInside: boolean;
}

function memoryOf({ tasks }: Count, { taskId = "" }: LoggedEvent): TaskMemory {
  const known = tasks.get(taskId) ?? { domains: new Set<string>() };
  tasks.set(taskId, known);
  return known;
}

function onDay({ days }: Count, date: string, what: keyof DayFigures): void {
  const day = days.get(date) ?? { opened: 0, done: 0, failed: 0 };
  day[what] += 1;
  days.set(date, day);
}

function clear(
  { open, blockers }: Count,
  id: string,
  { atMs, isInside }: Moment,
  { workedMs }: Pick<CountBy, "workedMs">,
): void {
  const since = open.get(id);
  open.delete(id);
  if (since === undefined || !isInside) return;
  blockers.cleared += 1;
  blockers.clearedMs += atMs - since.sinceMs;
  blockers.workedMs += workedMs(since.sinceMs, atMs);
}

function countBlocker(count: Count, moment: Moment, by: CountBy): void {
  const blocker = blockerOf(moment.event);
  if (blocker === undefined) return;
  if (!blocker.opens) return clear(count, blocker.id, moment, by);
  if (count.open.has(blocker.id)) return;
  count.open.set(blocker.id, { sinceMs: moment.atMs, taskId: moment.event.taskId });
  if (moment.isInside) count.blockers.raised += 1;
}

function countEnd(count: Count, moment: Moment, by: CountBy): void {
  const { event, atMs, isInside } = moment;
  const how = END[event.type];
  if (how === undefined || event.taskId === undefined) return;
  // A task that has failed still needs somebody: only its other ends settle what was open.
  if (how !== "failed")
    for (const [id, { taskId }] of count.open) if (taskId === event.taskId) clear(count, id, moment, by);
  if (!isInside) return;
  count.ended.set(event.taskId, how);
  if (how !== "cancelled") onDay(count, by.dateOf(atMs), how);
}

function countWork(count: Count, { event, isInside }: Moment, { domainOf }: CountBy): void {
  const agent = text(event, "agent");
  if (event.type === "assignment.done") memoryOf(count, event).last = agent;
  if (event.type !== "assignment.started") return;
  const memory = memoryOf(count, event);
  if (isInside && memory.last !== undefined && memory.last !== agent) count.handoffs.passedOn += 1;
  memory.domains.add(domainOf(agent));
  if (!isInside || memory.domains.size < 2 || memory.isShared === true) return;
  memory.isShared = true;
  count.shared += 1;
}

function countInside(count: Count, { event, atMs }: Moment, { dateOf }: CountBy): void {
  const { gates, handoffs, benchmarks } = count;
  if (event.type === "task.created") {
    count.opened += 1;
    onDay(count, dateOf(atMs), "opened");
  } else if (event.type === "stage.sent_back") handoffs.sentBack += 1;
  else if (event.type === "stage.judged") {
    const reports = (Judged.safeParse(event.data).data?.reports ?? []).filter(({ kind }) => kind === "gate");
    gates.passed += reports.filter(({ verdict }) => verdict === "passed").length;
    gates.failed += reports.filter(({ verdict }) => verdict === "failed").length;
  } else if (event.type === "benchmark.measured") {
    const measured = toCauseEvent(event);
    if (measured?.type !== "benchmark.measured") return;
    benchmarks.measured += 1;
    benchmarks.worstLossPercent = Math.max(benchmarks.worstLossPercent, measured.data.lossPercent);
  }
}

export interface WeekCounter {
  /** Takes the events in the order of the log, from its beginning. */
  add(event: LoggedEvent): void;
  figures(): WeekFigures;
}

/**
 * Counts a span of the log; what was opened before it may end inside it. Events of tasks that are not `isOurs` count
 * for nothing; those of no task count for everybody.
 */
export function createWeekCounter(
  span: { readonly fromMs: number; readonly toMs: number },
  by: CountBy,
): WeekCounter {
  const count = nothingYet();
  return {
    add(event) {
      if (event.taskId !== undefined && !by.isOurs(event.taskId)) return;
      const atMs = Date.parse(event.at);
      if (atMs >= span.toMs) return;
      const moment = { event, atMs, isInside: atMs >= span.fromMs };
      countBlocker(count, moment, by);
      countEnd(count, moment, by);
      countWork(count, moment, by);
      if (moment.isInside) countInside(count, moment, by);
    },
    figures() {
      const { tasks: _tasks, open: _open, ...figures } = count;
      return { ...span, ...figures };
    },
  };
}

/** Counts a span of a log that is at hand as a whole. */
export function countWeek(
  events: readonly LoggedEvent[],
  span: { readonly fromMs: number; readonly toMs: number },
  by: CountBy,
): WeekFigures {
  const counter = createWeekCounter(span, by);
  for (const event of events) counter.add(event);
  return counter.figures();
}

export function countEnded({ ended }: WeekFigures, how: "done" | "failed" | "cancelled"): number {
  return [...ended.values()].filter((each) => each === how).length;
}
