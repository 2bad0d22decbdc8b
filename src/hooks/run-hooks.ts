import type { z } from "zod";
import type { Clock } from "../clock.ts";
import { hookCatalogue } from "./hook-catalogue.ts";
import type { HookInput, HookOutput } from "./hook-catalogue.ts";
import type { HookHandler } from "./hook-handler.ts";
import { phaseOf } from "./hook-id.ts";
import type { HookId } from "./hook-id.ts";
import { statusOf } from "./hook-report.ts";
import type { HandlerReport, HookReport } from "./hook-report.ts";
import type { HookSubject } from "./hook-subject.ts";
import { runHandler } from "./run-handler.ts";
import type { HandlerRun } from "./run-handler.ts";

export interface HookDeps {
  readonly clock: Clock;
  /** Of all hooks: built-in behaviour and a team's own. */
  readonly handlers: readonly HookHandler[];
}

export interface HookRun<Id extends HookId> {
  readonly report: HookReport;
  /** What the built-in behaviour gave; absent when it did not run or did not get that far. */
  readonly output?: HookOutput<Id>;
  /** How the handlers ended that nobody waited for; never rejects. Wait for it before the process ends. */
  readonly late: Promise<readonly HandlerReport[]>;
}

/** The same for every run of a hook with the same cause. */
export function hookKey(
  hook: HookId,
  subject: Pick<HookSubject, "taskId" | "stageId" | "round" | "occasion">,
): string {
  const place = [subject.taskId, subject.stageId, hook, subject.occasion].filter(
    (part) => part !== undefined,
  );
  return [...place, `r${subject.round}`].join(".");
}

/** The task that the run of a hook belongs to, by its key. */
export function taskIdOfKey(key: string): string {
  return key.split(".", 1)[0] ?? key;
}

function notRun(handler: HookHandler, message: string): HandlerReport {
  const { name, kind } = handler;
  return { name, kind, status: "not_run", attempts: 0, durationMs: 0, message, evidence: [] };
}

interface Collected {
  readonly reports: HandlerReport[];
  readonly late: Promise<HandlerRun>[];
  output: unknown;
}

/** The output of a hook is checked like any outside data: handlers are written apart from their callers. */
function checkOutput(hook: HookId, run: HandlerRun): HandlerRun {
  if (run.output === undefined) return run;
  const schema: z.ZodType = hookCatalogue[hook].output;
  const parsed = schema.safeParse(run.output);
  if (parsed.success) return { report: run.report, output: parsed.data };
  const issue = parsed.error.issues[0];
  const message = `gave an output that does not fit: ${issue?.path.join(".")} ${issue?.message}`;
  return { report: { ...run.report, status: "failed", message } };
}

async function collect(
  handlers: readonly HookHandler[],
  call: { readonly hook: HookId; readonly key: string; readonly input: unknown },
  clock: Clock,
): Promise<Collected> {
  const collected: Collected = { reports: [], late: [], output: undefined };
  let blocker: string | undefined;
  for (const handler of handlers) {
    if (blocker !== undefined) {
      collected.reports.push(notRun(handler, `${blocker} blocked before it.`));
    } else if (!handler.blocking) {
      collected.late.push(runHandler(handler, call, clock));
      collected.reports.push({ ...notRun(handler, "Nobody waits for it."), status: "started" });
    } else {
      const run = checkOutput(call.hook, await runHandler(handler, call, clock));
      collected.reports.push(run.report);
      if (handler.kind === "built_in") collected.output ??= run.output;
      if (run.report.status === "blocked") blocker = handler.name;
    }
  }
  return collected;
}

function warningsOf(handlers: readonly HookHandler[], reports: readonly HandlerReport[]): string[] {
  return reports.flatMap((report, index) => {
    const failed = report.status === "failed" || report.status === "timed_out";
    return failed && handlers[index]?.onFailure === "warn" ? [`${report.name}: ${report.message}`] : [];
  });
}

function messageFor(reports: readonly HandlerReport[]): string {
  if (reports.length === 0) return "No handler is there for this hook, so nothing was checked.";
  const bad = reports.filter(({ status }) => ["failed", "blocked", "timed_out"].includes(status));
  const told = bad.length > 0 ? bad : reports;
  return told.map(({ name, message }) => `${name}: ${message}`).join(" ");
}

/**
 * Runs the handlers of a hook in their order and says what became of it. Never rejects: a handler that fails, hangs
 * or throws is a line of the report, and only one whose policy is `block` stops those after it. An input that does
 * not fit is a failed hook without output.
 */
export async function runHooks<Id extends HookId>(
  hook: Id,
  input: HookInput<Id>,
  deps: HookDeps,
): Promise<HookRun<Id>> {
  const { clock } = deps;
  const startedMs = clock.now();
  const subject = input as HookSubject;
  const key = hookKey(hook, subject);
  const base = {
    key,
    hook,
    phase: phaseOf(hook),
    taskId: subject.taskId,
    ...(subject.stageId === undefined ? {} : { stageId: subject.stageId }),
    round: subject.round,
    at: new Date(startedMs).toISOString(),
  };
  const schema: z.ZodType = hookCatalogue[hook].input;
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
    const message = `The input does not fit: ${issues}`;
    const report = { ...base, status: "failed" as const, message, handlers: [], warnings: [], durationMs: 0 };
    return { report, late: Promise.resolve([]) };
  }
  const handlers = deps.handlers
    .filter((handler) => handler.hook === hook)
    .toSorted((one, other) => one.order - other.order);
  const collected = await collect(handlers, { hook, key, input: parsed.data }, clock);
  const report: HookReport = {
    ...base,
    status: statusOf(collected.reports),
    message: messageFor(collected.reports),
    handlers: collected.reports,
    warnings: warningsOf(handlers, collected.reports),
    durationMs: clock.now() - startedMs,
  };
  const late = Promise.all(collected.late).then((runs) => runs.map((run) => run.report));
  return collected.output === undefined
    ? { report, late }
    : { report, output: collected.output as HookOutput<Id>, late };
}
