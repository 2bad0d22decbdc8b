import type { NewEvent } from "../events/event.ts";
import { mayProceed } from "../hooks/hook-report.ts";
import type { HandlerReport, HookReport } from "../hooks/hook-report.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import { threadDelivery } from "../tasks/task-deliveries.ts";
import { shorten } from "../text/shorten.ts";
import type { Task } from "../tasks/task.ts";
import type { RanHook } from "./run-in-order.ts";

/** What belongs into the write that a moment of the lifecycle comes before. */
export interface MomentRecord {
  readonly events: readonly NewEvent[];
  readonly deliveries: readonly NewDelivery[];
  /** Why the work stops here; absent when it may go on. */
  readonly blocked?: { readonly hook: string; readonly message: string };
}

export const NOTHING: MomentRecord = { events: [], deliveries: [] };

/** Which moment it was, and of whose work. */
export interface MomentName {
  readonly at: "before" | "after" | "stage_end" | "failure" | "end";
  readonly stage?: string;
  readonly assignment?: string;
}

const LONGEST = 240;

function isOwn({ handlers }: HookReport): boolean {
  return handlers.every(({ kind }) => kind === "built_in");
}

/** What is kept of a run: that it passed is enough to know, everything else says why. */
function entryOf(report: HookReport) {
  const { hook, key, status, message, handlers } = report;
  const team = handlers.filter(({ kind }) => kind !== "built_in");
  return {
    hook,
    key,
    status,
    ...(status === "passed" && isOwn(report) ? {} : { message: shorten(message, LONGEST) }),
    ...(team.length === 0
      ? {}
      : { handlers: team.map(({ name, status: ended, attempts }) => ({ name, status: ended, attempts })) }),
  };
}

/** One entry of the log for all hooks of a moment. */
export function hooksEvent(taskId: string, moment: MomentName, reports: readonly HookReport[]): NewEvent[] {
  if (reports.length === 0) return [];
  return [{ type: "hooks.ran", taskId, data: { ...moment, runs: reports.map(entryOf) } }];
}

/** How the handlers ended that nobody waited for. */
export function lateEvent(taskId: string, hook: string, late: readonly HandlerReport[]): NewEvent {
  const handlers = late.map(({ name, status, attempts, message }) => ({
    name,
    status,
    attempts,
    message: shorten(message, LONGEST),
  }));
  return { type: "hooks.ran", taskId, data: { at: "late", runs: [{ hook, handlers }] } };
}

/** What a team's own hooks warn of is told in the thread; what built-in ones find stands in the log and in `/why`. */
function warningsOf(task: Task, reports: readonly HookReport[]): NewDelivery[] {
  return reports.flatMap(({ key, hook, warnings, handlers }) => {
    const team = new Set(handlers.filter(({ kind }) => kind !== "built_in").map(({ name }) => name));
    const told = warnings.filter((warning) => [...team].some((name) => warning.startsWith(`${name}: `)));
    if (told.length === 0) return [];
    const text = `${task.id}, ${hook}: ${told.join(" ")}`;
    return [threadDelivery(task, `hook.${key}`, { text })];
  });
}

export function recordOf(task: Task, moment: MomentName, ran: readonly RanHook[]): MomentRecord {
  const reports = ran.map(({ report }) => report);
  const blocker = reports.find((report) => !mayProceed(report));
  return {
    events: hooksEvent(task.id, moment, reports),
    deliveries: warningsOf(task, reports),
    ...(blocker === undefined ? {} : { blocked: { hook: blocker.hook, message: blocker.message } }),
  };
}
