import { z } from "zod";
import { toCauseEvent } from "../events/cause-events.ts";
import type { LoggedEvent } from "../events/event.ts";

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

/** Opens and clears of what people have to settle: escalations and approvals. */
function blockerOf(event: LoggedEvent): { readonly id: string; readonly opens: boolean } | undefined {
  switch (event.type) {
    case "escalation.raised":
      return { id: `escalation/${text(event, "id")}`, opens: true };
    case "escalation.resolved":
      return { id: `escalation/${text(event, "id")}`, opens: false };
    case "stage.approval_asked":
      return { id: `approval/${event.taskId ?? ""}/${text(event, "stage")}`, opens: true };
    case "stage.approved":
    case "stage.refused":
    case "stage.skipped":
      return { id: `approval/${event.taskId ?? ""}/${text(event, "stage")}`, opens: false };
    default:
      return undefined;
  }
}

const END: Readonly<Record<string, "done" | "failed" | "cancelled">> = {
  "task.done": "done",
  "task.failed": "failed",
  "task.dead": "failed",
  "task.cancelled": "cancelled",
};

/**
 * Counts events that come in the order of the log, from its beginning: what was opened before the span may end inside
 * it. Events of tasks that are not `isOurs` count for nothing; those of no task count for everybody.
 */
export function createWeekCounter(span: { readonly fromMs: number; readonly toMs: number }, by: CountBy) {
  const days = new Map<string, { opened: number; done: number; failed: number }>();
  const ended = new Map<string, "done" | "failed" | "cancelled">();
  const tasks = new Map<string, TaskMemory>();
  const open = new Map<string, { readonly sinceMs: number; readonly taskId: string | undefined }>();
  const gates = { passed: 0, failed: 0 };
  const handoffs = { passedOn: 0, sentBack: 0 };
  const blockers = { raised: 0, cleared: 0, clearedMs: 0 };
  const benchmarks = { measured: 0, worstLossPercent: 0 };
  let opened = 0;
  let shared = 0;

  function memoryOf(taskId: string): TaskMemory {
    const known = tasks.get(taskId) ?? { domains: new Set<string>() };
    tasks.set(taskId, known);
    return known;
  }

  function onDay(atMs: number, what: keyof DayFigures): void {
    const date = by.dateOf(atMs);
    const day = days.get(date) ?? { opened: 0, done: 0, failed: 0 };
    day[what] += 1;
    days.set(date, day);
  }

  function clear(id: string, atMs: number, isInside: boolean): void {
    const since = open.get(id);
    open.delete(id);
    if (since === undefined || !isInside) return;
    blockers.cleared += 1;
    blockers.clearedMs += atMs - since.sinceMs;
  }

  function countBlocker(event: LoggedEvent, atMs: number, isInside: boolean): void {
    const blocker = blockerOf(event);
    if (blocker === undefined) return;
    if (!blocker.opens) return clear(blocker.id, atMs, isInside);
    if (open.has(blocker.id)) return;
    open.set(blocker.id, { sinceMs: atMs, taskId: event.taskId });
    if (isInside) blockers.raised += 1;
  }

  function countEnd(event: LoggedEvent, atMs: number, isInside: boolean): void {
    const how = END[event.type];
    if (how === undefined || event.taskId === undefined) return;
    // A task that has failed still needs somebody: only its other ends settle what was open.
    if (how !== "failed")
      for (const [id, { taskId }] of open) if (taskId === event.taskId) clear(id, atMs, isInside);
    if (!isInside) return;
    ended.set(event.taskId, how);
    if (how !== "cancelled") onDay(atMs, how);
  }

  function countStart(event: LoggedEvent, isInside: boolean): void {
    const memory = memoryOf(event.taskId ?? "");
    const agent = text(event, "agent");
    if (isInside && memory.last !== undefined && memory.last !== agent) handoffs.passedOn += 1;
    memory.domains.add(by.domainOf(agent));
    if (isInside && memory.domains.size > 1 && memory.isShared !== true) {
      memory.isShared = true;
      shared += 1;
    }
  }

  function countInside(event: LoggedEvent, atMs: number): void {
    if (event.type === "task.created") {
      opened += 1;
      onDay(atMs, "opened");
    } else if (event.type === "stage.sent_back") handoffs.sentBack += 1;
    else if (event.type === "stage.judged") {
      const reports = (Judged.safeParse(event.data).data?.reports ?? []).filter(
        ({ kind }) => kind === "gate",
      );
      gates.passed += reports.filter(({ verdict }) => verdict === "passed").length;
      gates.failed += reports.filter(({ verdict }) => verdict === "failed").length;
    } else if (event.type === "benchmark.measured") {
      const measured = toCauseEvent(event);
      if (measured?.type !== "benchmark.measured") return;
      benchmarks.measured += 1;
      benchmarks.worstLossPercent = Math.max(benchmarks.worstLossPercent, measured.data.lossPercent);
    }
  }

  return {
    add(event: LoggedEvent): void {
      if (event.taskId !== undefined && !by.isOurs(event.taskId)) return;
      const atMs = Date.parse(event.at);
      if (atMs >= span.toMs) return;
      const isInside = atMs >= span.fromMs;
      countBlocker(event, atMs, isInside);
      countEnd(event, atMs, isInside);
      if (event.type === "assignment.started") countStart(event, isInside);
      if (event.type === "assignment.done") memoryOf(event.taskId ?? "").last = text(event, "agent");
      if (isInside) countInside(event, atMs);
    },
    figures: (): WeekFigures => ({
      ...span,
      days,
      ended,
      opened,
      gates,
      handoffs,
      blockers,
      shared,
      benchmarks,
    }),
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
