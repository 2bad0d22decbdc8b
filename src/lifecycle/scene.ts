import type { AgentCatalogue } from "../agents/agent.ts";
import type { ReceivedWork } from "../execution/agent-runner.ts";
import type { Evidence } from "../gates/evidence.ts";
import type { HookSubject } from "../hooks/hook-subject.ts";
import type { AgentResult, Assignment, Stage, Task } from "../tasks/task.ts";
import { evidenceOf } from "../workflow/evidence-of.ts";
import { isWorker } from "../workflow/stage-state.ts";

/** Whose work hooks are about, and all that is known of it at that moment. */
export interface Scene {
  readonly task: Task;
  readonly stage: Stage;
  readonly agents: Pick<AgentCatalogue, "get">;
  readonly agent: string;
  /** Tells this run from others of the same hook in the same round of the task. */
  readonly occasion: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** What the agent was handed. */
  readonly received: readonly ReceivedWork[];
  /** Of the task so far, by where they are kept. */
  readonly results: ReadonlyMap<string, AgentResult>;
  /** Of one agent alone; absent where hooks look at a whole stage. */
  readonly own?: { readonly assignment: Assignment; readonly result?: AgentResult };
  /** ISO; when the work began. */
  readonly startedAt: string;
}

export function subjectOf(scene: Scene): HookSubject {
  const { task, stage, agent, occasion } = scene;
  return { taskId: task.id, stageId: stage.id, agent, round: task.round, occasion, evidence: [] };
}

/** The part of a stage's key that tells its rounds apart. */
export function occasionOfStage({ round }: Stage): string {
  return String(round);
}

/** The work that a scene is about: one agent's, else what the workers of the stage delivered. */
export function workOf(scene: Scene): readonly { readonly agent: string; readonly result: AgentResult }[] {
  if (scene.own !== undefined) {
    const { assignment, result } = scene.own;
    return result === undefined ? [] : [{ agent: assignment.agent, result }];
  }
  return scene.stage.assignments.flatMap(({ agent, role, result }) => {
    const found = result === undefined ? undefined : scene.results.get(result);
    return found !== undefined && isWorker(role) ? [{ agent, result: found }] : [];
  });
}

/** What was delivered is open to everybody, so it can be looked at; what the agent gave itself comes with it. */
export function evidenceOfWork(scene: Scene): Evidence[] {
  const { task, stage } = scene;
  return workOf(scene).flatMap(({ agent, result }): Evidence[] => [
    ...(result.body.trim() === ""
      ? []
      : [
          {
            kind: "reference" as const,
            title: `what ${agent} delivered`,
            target: `${task.id}/${stage.id}`,
          },
        ]),
    ...evidenceOf(result.handoff),
  ]);
}

/** What the work says of itself, never empty. */
export function summaryOf(scene: Scene): string {
  const lead = workOf(scene).find(({ agent }) => agent === scene.agent) ?? workOf(scene)[0];
  const said = lead?.result.summary.trim() ?? "";
  return said === "" ? scene.stage.title || scene.task.title || scene.task.id : said;
}
