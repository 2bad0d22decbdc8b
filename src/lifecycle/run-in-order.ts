import type { HookInput, HookOutput } from "../hooks/hook-catalogue.ts";
import { phaseOf } from "../hooks/hook-id.ts";
import type { HookId } from "../hooks/hook-id.ts";
import { mayProceed } from "../hooks/hook-report.ts";
import type { HandlerReport, HookReport, HookStatus } from "../hooks/hook-report.ts";
import type { HookSubject } from "../hooks/hook-subject.ts";
import { hookKey, runHooks } from "../hooks/run-hooks.ts";
import type { HookDeps } from "../hooks/run-hooks.ts";
import type { HookFlowRules } from "../orchestration/rules/hook-flow-rules.ts";
import { waitsFor } from "./flow.ts";

/** A hook that is due, with what it is told. */
export interface DueHook<Id extends HookId = HookId> {
  readonly hook: Id;
  readonly input: HookInput<Id>;
}

export interface RanHook {
  readonly report: HookReport;
  readonly output?: HookOutput<HookId>;
  /** See `HookRun`. */
  readonly late: Promise<readonly HandlerReport[]>;
}

export interface OrderDeps extends HookDeps {
  readonly after: HookFlowRules["after"];
  /** How hooks that may be waited for ended before. */
  readonly known?: ReadonlyMap<HookId, HookStatus>;
}

const NOBODY: Promise<readonly HandlerReport[]> = Promise.resolve([]);

function notRun({ hook, input }: DueHook, message: string, nowMs: number): RanHook {
  const subject = input as HookSubject;
  const report: HookReport = {
    key: hookKey(hook, subject),
    hook,
    phase: phaseOf(hook),
    taskId: subject.taskId,
    ...(subject.stageId === undefined ? {} : { stageId: subject.stageId }),
    round: subject.round,
    status: "not_run",
    message,
    handlers: [],
    warnings: [],
    at: new Date(nowMs).toISOString(),
    durationMs: 0,
  };
  return { report, late: NOBODY };
}

/** Why a hook has to wait for ever: one that it waits for was due as well and did not pass. */
function missingFor(
  hook: HookId,
  outcomes: ReadonlyMap<string, HookStatus>,
  deps: OrderDeps,
): string | undefined {
  const missing = waitsFor(hook, deps).find((other) => (outcomes.get(other) ?? "passed") !== "passed");
  return missing === undefined ? undefined : `It waits for ${missing}, which did not pass.`;
}

/**
 * Runs hooks one after the other as they are given. One whose predecessor did not pass is not run, and neither is
 * anything after a hook that blocked; all of them have a report. Never rejects.
 */
export async function runInOrder(due: readonly DueHook[], deps: OrderDeps): Promise<readonly RanHook[]> {
  const outcomes = new Map<string, HookStatus>(deps.known ?? []);
  const ran: RanHook[] = [];
  let blocker: HookId | undefined;
  for (const one of due) {
    const missing =
      blocker === undefined ? missingFor(one.hook, outcomes, deps) : `${blocker} blocked before it.`;
    const run: RanHook =
      missing === undefined
        ? await runHooks(one.hook, one.input, deps)
        : notRun(one, missing, deps.clock.now());
    ran.push(run);
    outcomes.set(one.hook, run.report.status);
    if (!mayProceed(run.report)) blocker ??= one.hook;
  }
  return ran;
}
