import type { AgentCatalogue } from "../agents/agent.ts";
import type { HookId } from "../hooks/hook-id.ts";
import { resolveHookName } from "../hooks/hook-id.ts";
import type { HookDeps } from "../hooks/run-hooks.ts";
import type { HookOutput } from "../hooks/hook-catalogue.ts";
import { factsOfTask } from "./facts-of-task.ts";
import { hooksOfMoment } from "./flow.ts";
import type { FlowRules, Moment } from "./flow.ts";
import { dueHooks } from "./hook-inputs.ts";
import type { LateHandlers } from "./late-handlers.ts";
import type { Lifecycle, Trouble, Turn } from "./lifecycle.ts";
import { NOTHING, recordOf } from "./record.ts";
import type { MomentName, MomentRecord } from "./record.ts";
import { runInOrder } from "./run-in-order.ts";
import type { DueHook, RanHook } from "./run-in-order.ts";
import { subjectOf } from "./scene.ts";
import type { Scene } from "./scene.ts";

export interface LifecycleDeps extends HookDeps {
  readonly agents: Pick<AgentCatalogue, "get">;
  /** As they are now. */
  readonly rules: () => FlowRules;
  readonly late: LateHandlers;
}

/** The name of the rules for what follows when something goes wrong. seed: rules.yaml#hook_name_resolution */
const RECOVERY = "RECOVERY_COORDINATION";

function sceneOf({ task, stage, assignment }: Turn, deps: LifecycleDeps): Scene {
  return {
    task,
    stage,
    agents: deps.agents,
    agent: assignment.agent,
    occasion: `${assignment.id}.${assignment.round}`,
    attempt: stage.failedGates + 1,
    received: [],
    results: new Map(),
    own: { assignment },
    startedAt: task.createdAt,
  };
}

async function run(
  taskId: string,
  due: readonly DueHook[],
  deps: LifecycleDeps,
): Promise<readonly RanHook[]> {
  const ran = await runInOrder(due, { ...deps, after: deps.rules().hookFlow.after });
  deps.late.follow(taskId, ran);
  return ran;
}

function dueIn(moment: Moment, scene: Scene, deps: LifecycleDeps): DueHook[] {
  const hooks = hooksOfMoment(moment, factsOfTask(scene.task), deps.rules());
  return hooks.flatMap((hook) => dueHooks(hook, scene));
}

async function runMoment(at: "before" | "after", scene: Scene, deps: LifecycleDeps): Promise<MomentRecord> {
  const due = dueIn(at, scene, deps);
  if (due.length === 0) return NOTHING;
  const ran = await run(scene.task.id, due, deps);
  return recordOf(scene.task, nameOf(at, scene), ran);
}

function nameOf(at: MomentName["at"], { stage, own }: Scene): MomentName {
  return { at, stage: stage.id, ...(own === undefined ? {} : { assignment: own.assignment.id }) };
}

function detection(scene: Scene, trouble: Trouble, starts: number): DueHook {
  const attempt = Math.max(1, starts);
  const { kind, code, message, isRetryable: retryable } = trouble;
  const input = {
    ...subjectOf(scene),
    kind,
    code,
    message: message.trim() === "" ? code : message,
    retryable,
    attempt,
    maxAttempts: attempt,
  };
  return { hook: "ERROR_DETECTION", input };
}

function escalation(scene: Scene, trouble: Trouble, found: HookOutput<"ERROR_DETECTION">): DueHook {
  const { task, stage, own } = scene;
  const tried = `${scene.agent} on “${stage.title}”, started ${own?.assignment.starts ?? 0} times: ${trouble.message}`;
  const input = {
    ...subjectOf(scene),
    problem: `${task.title || task.id}: ${trouble.message}`,
    attempts: [tried],
    needs: [found.because],
    openForMs: 0,
    severity: found.severity,
  };
  return { hook: "BLOCKER_ESCALATION", input };
}

/** What a hook of the recovery is told; without a word from the detection that it climbs, nobody is called. */
function recoveryHook(
  hook: HookId,
  scene: Scene,
  {
    trouble,
    found,
  }: { readonly trouble: Trouble; readonly found: HookOutput<"ERROR_DETECTION"> | undefined },
): readonly DueHook[] {
  if (hook === "ERROR_DETECTION") return [detection(scene, trouble, scene.own?.assignment.starts ?? 0)];
  if (hook !== "BLOCKER_ESCALATION") return dueHooks(hook, scene);
  // Work goes on without a supporter, so that nobody above has to be asked.
  const isMissed = scene.own?.assignment.role !== "support" || trouble.kind === "blocker";
  return found?.escalate === true && isMissed ? [escalation(scene, trouble, found)] : [];
}

async function recover(scene: Scene, trouble: Trouble, deps: LifecycleDeps): Promise<MomentRecord> {
  const ran: RanHook[] = [];
  let found: HookOutput<"ERROR_DETECTION"> | undefined;
  for (const hook of resolveHookName(RECOVERY, deps.rules().names)) {
    const due = recoveryHook(hook, scene, { trouble, found });
    ran.push(...(await run(scene.task.id, due, deps)));
    const last = ran.at(-1);
    if (hook === "ERROR_DETECTION") found = last?.output as HookOutput<"ERROR_DETECTION"> | undefined;
  }
  // It has failed already: a hook that would stop it comes too late.
  const { blocked: _late, ...record } = recordOf(scene.task, nameOf("failure", scene), ran);
  return record;
}

/** The lifecycle of assignments with these handlers. */
export function createLifecycle(deps: LifecycleDeps): Lifecycle {
  return {
    async before(turn, received) {
      return runMoment("before", { ...sceneOf(turn, deps), received }, deps);
    },
    async after(turn, { result, startedMs }) {
      const startedAt = new Date(startedMs).toISOString();
      const own = { assignment: turn.assignment, result };
      return runMoment("after", { ...sceneOf(turn, deps), own, startedAt }, deps);
    },
    async failed(turn, trouble) {
      return recover(sceneOf(turn, deps), trouble, deps);
    },
  };
}
