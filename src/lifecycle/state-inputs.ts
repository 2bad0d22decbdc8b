import type { HookId } from "../hooks/hook-id.ts";
import type { SparcPhase } from "../hooks/events/state-change.ts";
import type { Stage } from "../tasks/task.ts";
import { evidenceOfWork, workOf } from "./scene.ts";
import type { Scene } from "./scene.ts";

type Fields = Readonly<Record<string, unknown>>;

const PHASE_OF: Readonly<Partial<Record<Stage["purpose"], SparcPhase>>> = {
  plan: "specification",
  work: "refinement",
};

/** What the stage was judged by in its last attempt; a milestone is ready with its gate passed and not without. */
function readinessOf({ reports }: Stage): string {
  const last = reports.findLast(({ kind, id }) => kind === "gate" && id === "commercial_readiness");
  const known = ["passed", "failed", "needs_review"].find((verdict) => verdict === last?.verdict);
  return known ?? "not_run";
}

/**
 * What a stage that names a hook of a changed state can tell it. Its task stands for the item, since a stage knows
 * nothing of the roadmap; tasks that are linked to one have their own way when they end.
 */
export function stateInput(hook: HookId, scene: Scene): Fields | undefined {
  const { task, stage } = scene;
  const item = task.title.trim() === "" ? task.id : task.title;
  const evidence = evidenceOfWork(scene);
  const shown = { text: stage.title || stage.id, evidence };
  switch (hook) {
    case "SPARC_PHASE_TRANSITION":
      return {
        phase: PHASE_OF[stage.purpose] ?? "completion",
        artifacts: workOf(scene).map(({ agent }) => `${task.id}/${stage.id} by ${agent}`),
        criteria: [shown],
      };
    case "COMMERCIAL_MILESTONE":
      return { milestone: item, readiness: readinessOf(stage), acceptance: [shown] };
    case "EPIC_COMPLETION_UPDATE":
      return { item, stories: [] };
    case "STORY_COMPLETION_SYNC":
      return { item, tasks: [], criteria: [shown] };
    case "PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION":
      return { item, report: `${task.id}/${stage.id}`, criteria: [shown] };
    case "TASK_COMPLETION_CASCADE":
      return { item, evidence };
    case "BACKLOG_PRIORITY_REBALANCING":
      return { completed: item, items: [] };
    case "PROJECT_STATUS_SYNCHRONIZATION":
      return { claims: [] };
    default:
      return undefined;
  }
}
