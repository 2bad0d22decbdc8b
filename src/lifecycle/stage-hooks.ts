import type { AgentCatalogue } from "../agents/agent.ts";
import type { LoggedEvent } from "../events/event.ts";
import type { HookId } from "../hooks/hook-id.ts";
import { resolveHookName } from "../hooks/hook-id.ts";
import type { HookStatus } from "../hooks/hook-report.ts";
import type { HookDeps } from "../hooks/run-hooks.ts";
import type { StageReport } from "../tasks/task.ts";
import type { StageJudgement } from "../workflow/stage-checks.ts";
import { leadOf } from "../workflow/stage-state.ts";
import { factsOfTask } from "./facts-of-task.ts";
import { hooksOfMoment, orderHooks, waitsFor } from "./flow.ts";
import type { FlowRules } from "./flow.ts";
import { dueHooks } from "./hook-inputs.ts";
import type { LateHandlers } from "./late-handlers.ts";
import { outcomesOf } from "./outcomes-of.ts";
import { runInOrder } from "./run-in-order.ts";
import type { RanHook } from "./run-in-order.ts";
import { occasionOfStage } from "./scene.ts";
import type { Scene } from "./scene.ts";

export interface StageHookDeps extends HookDeps {
  readonly agents: Pick<AgentCatalogue, "get">;
  /** As they are now. */
  readonly rules: () => FlowRules;
  readonly late: LateHandlers;
  /** The log of a task, for hooks that wait for others of an earlier moment. */
  readonly eventsOf: (taskId: string) => Promise<readonly LoggedEvent[]>;
}

/** What hooks are told of a stage whose agents are through. */
export function sceneOfStage(judgement: StageJudgement, agents: Pick<AgentCatalogue, "get">): Scene {
  const { task, stage, results, attempt } = judgement;
  return {
    task,
    stage,
    agents,
    agent: leadOf(stage),
    occasion: occasionOfStage(stage),
    attempt,
    received: [],
    results,
    startedAt: task.createdAt,
  };
}

/** Those of the flow and those that the stage names, in one order. */
function hooksAtEnd({ task, stage }: StageJudgement, rules: FlowRules): readonly HookId[] {
  const ofFlow = stage.isShared ? hooksOfMoment("stage_end", factsOfTask(task), rules) : [];
  const named = stage.hooks.flatMap((name) => resolveHookName(name, rules.names));
  return orderHooks([...ofFlow, ...named], rules.hookFlow);
}

/** The log is read only where a hook waits for one that is not among these. */
async function knownFor(
  hooks: readonly HookId[],
  { task, stage }: StageJudgement,
  deps: StageHookDeps,
): Promise<ReadonlyMap<HookId, HookStatus>> {
  const { hookFlow } = deps.rules();
  const missing = hooks.some((hook) =>
    waitsFor(hook, hookFlow).some((other) => !(hooks as readonly string[]).includes(other)),
  );
  return missing ? outcomesOf(await deps.eventsOf(task.id), { stage: stage.id }) : new Map();
}

/** What is kept of a hook with its stage. */
export function toReport({ report }: RanHook, attempt: number): StageReport {
  const { hook: id, status: verdict, message: summary } = report;
  return { kind: "hook", id, title: id, verdict, attempt, summary, reviewers: [] };
}

function idle(id: HookId, attempt: number): StageReport {
  const summary = "There was nothing for it to do.";
  return { kind: "hook", id, title: id, verdict: "not_run", attempt, summary, reviewers: [] };
}

/** Runs the hooks of a stage whose agents are through; one that nothing reacts to is reported as not run. */
export async function runStageHooks(judgement: StageJudgement, deps: StageHookDeps): Promise<StageReport[]> {
  const { attempt, task } = judgement;
  const hooks = hooksAtEnd(judgement, deps.rules());
  if (hooks.length === 0) return [];
  const scene = sceneOfStage(judgement, deps.agents);
  const due = hooks.flatMap((hook) => dueHooks(hook, scene));
  const known = await knownFor(hooks, judgement, deps);
  const ran = await runInOrder(due, { ...deps, known, after: deps.rules().hookFlow.after });
  deps.late.follow(task.id, ran);
  return hooks.flatMap((hook) => {
    const own = ran.filter(({ report }) => report.hook === hook);
    return own.length === 0 ? [idle(hook, attempt)] : own.map((one) => toReport(one, attempt));
  });
}
