import type { Evidence } from "../gates/evidence.ts";
import type { HookId } from "../hooks/hook-id.ts";
import type { SparcPhase } from "../hooks/events/state-change.ts";
import type { Stage, StageReport } from "../tasks/task.ts";
import { evidenceOfWork, workOf } from "./scene.ts";
import type { Scene } from "./scene.ts";

type Fields = Readonly<Record<string, unknown>>;

const PHASE_OF: Readonly<Partial<Record<Stage["purpose"], SparcPhase>>> = {
  plan: "specification",
  work: "refinement",
};

/** How the gate for customers ended; undefined where it was not asked. */
export function commercialReadiness(reports: readonly StageReport[]): string | undefined {
  const last = reports.findLast(({ kind, id }) => kind === "gate" && id === "commercial_readiness");
  if (last === undefined) return undefined;
  return ["passed", "failed", "needs_review"].find((verdict) => verdict === last.verdict) ?? "not_run";
}

interface About {
  readonly scene: Scene;
  readonly item: string;
  /** The stage itself, as something that can be shown. */
  readonly shown: { readonly text: string; readonly evidence: readonly Evidence[] };
}

const INPUTS: Readonly<Partial<Record<HookId, (about: About) => Fields>>> = {
  SPARC_PHASE_TRANSITION: ({ scene, shown }) => ({
    phase: PHASE_OF[scene.stage.purpose] ?? "completion",
    artifacts: workOf(scene).map(({ agent }) => `${scene.task.id}/${scene.stage.id} by ${agent}`),
    criteria: [shown],
  }),
  COMMERCIAL_MILESTONE: ({ scene, item, shown }) => ({
    milestone: item,
    readiness: commercialReadiness(scene.stage.reports) ?? "not_run",
    acceptance: [shown],
  }),
  EPIC_COMPLETION_UPDATE: ({ item }) => ({ item, stories: [] }),
  STORY_COMPLETION_SYNC: ({ item, shown }) => ({ item, tasks: [], criteria: [shown] }),
  PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION: ({ scene, item, shown }) => ({
    item,
    report: `${scene.task.id}/${scene.stage.id}`,
    criteria: [shown],
  }),
  TASK_COMPLETION_CASCADE: ({ item, shown }) => ({ item, evidence: shown.evidence }),
  BACKLOG_PRIORITY_REBALANCING: ({ item }) => ({ completed: item, items: [] }),
  PROJECT_STATUS_SYNCHRONIZATION: () => ({ claims: [] }),
};

/**
 * What a stage that names a hook of a changed state can tell it. Its task stands for the item, since a stage knows
 * nothing of the roadmap; tasks that are linked to one have their own way when they end.
 */
export function stateInput(hook: HookId, scene: Scene): Fields | undefined {
  const { task, stage } = scene;
  const item = task.title.trim() === "" ? task.id : task.title;
  const shown = { text: stage.title || stage.id, evidence: evidenceOfWork(scene) };
  return INPUTS[hook]?.({ scene, item, shown });
}
