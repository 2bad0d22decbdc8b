import { resolveHookName } from "../hooks/hook-id.ts";
import type { HookId } from "../hooks/hook-id.ts";
import { runHooks } from "../hooks/run-hooks.ts";
import type { HookDeps } from "../hooks/run-hooks.ts";
import type { HookInput } from "../hooks/hook-catalogue.ts";
import type { StageReport } from "../tasks/task.ts";
import { leadOf } from "./stage-state.ts";
import type { StageJudgement } from "./stage-checks.ts";

export interface StageHookDeps extends HookDeps {
  readonly aliases: readonly { readonly name: string; readonly means: readonly string[] }[];
}

/** What a stage can tell the hooks that patterns name; others are told whose work it is about and no more. */
function inputOf(hook: HookId, { task, stage, results, attempt }: StageJudgement) {
  const subject = { taskId: task.id, stageId: stage.id, agent: leadOf(stage), round: stage.round };
  const lead = stage.assignments.find(({ agent }) => agent === leadOf(stage));
  const summary = (lead?.result === undefined ? undefined : results.get(lead.result)?.summary) ?? stage.title;
  if (hook === "ERROR_DETECTION")
    return {
      ...subject,
      kind: "other",
      message: summary,
      attempt,
      maxAttempts: task.plan.limits.gateAttempts,
    };
  if (hook === "BLOCKER_ESCALATION")
    return { ...subject, problem: task.title, openForMs: 0, severity: "critical" };
  if (hook === "POST_TASK_VALIDATION") return { ...subject, claim: summary };
  if (hook === "POST_TASK_CLEANUP") return { ...subject, summary, startedAt: task.createdAt };
  return subject;
}

/** Runs what a name in a stage's `hooks` stands for; a hook without a handler is reported as not run. */
export async function runStageHook(
  name: string,
  judgement: StageJudgement,
  deps: StageHookDeps,
): Promise<StageReport[]> {
  const reports: StageReport[] = [];
  for (const hook of resolveHookName(name, deps.aliases)) {
    const input = inputOf(hook, judgement) as HookInput<typeof hook>;
    const { report } = await runHooks(hook, input, deps);
    reports.push({
      kind: "hook",
      id: hook,
      title: hook,
      verdict: report.status,
      attempt: judgement.attempt,
      summary: report.message,
      reviewers: [],
    });
  }
  return reports;
}
