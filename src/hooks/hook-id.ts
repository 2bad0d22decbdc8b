import { z } from "zod";

export const HookPhase = z.enum([
  "before_task",
  "after_task",
  "handoff",
  "collaboration",
  "gate",
  "error",
  "state_change",
]);
export type HookPhase = z.infer<typeof HookPhase>;

/** Every hook, by phase; the rules list the same ids with their triggers. seed: rules.yaml#hook_catalogue */
export const HOOKS_BY_PHASE = {
  before_task: ["PRE_TASK_SETUP", "PRE_TASK_VALIDATION"],
  after_task: ["POST_TASK_VALIDATION", "POST_TASK_CLEANUP"],
  handoff: ["AGENT_HANDOFF_PREPARE", "AGENT_HANDOFF_EXECUTE"],
  collaboration: ["COLLABORATION_INIT", "COLLABORATION_SYNC"],
  gate: [
    "CODE_QUALITY_GATE",
    "INTEGRATION_QUALITY_GATE",
    "TRUTH_VALIDATION_CHECK",
    "CUSTOMER_READINESS_VALIDATION",
    "COMMERCIAL_PERFORMANCE_VALIDATION",
  ],
  error: ["ERROR_DETECTION", "BLOCKER_ESCALATION", "INCOMPLETE_WORK_DOCUMENTATION"],
  state_change: [
    "SPARC_PHASE_TRANSITION",
    "COMMERCIAL_MILESTONE",
    "EPIC_COMPLETION_UPDATE",
    "STORY_COMPLETION_SYNC",
    "PRODUCTION_OPERATIONS_STORY_COMPLETION_AUTOMATION",
    "TASK_COMPLETION_CASCADE",
    "BACKLOG_PRIORITY_REBALANCING",
    "PROJECT_STATUS_SYNCHRONIZATION",
  ],
} as const satisfies Record<HookPhase, readonly string[]>;

export const HookId = z.enum([
  ...HOOKS_BY_PHASE.before_task,
  ...HOOKS_BY_PHASE.after_task,
  ...HOOKS_BY_PHASE.handoff,
  ...HOOKS_BY_PHASE.collaboration,
  ...HOOKS_BY_PHASE.gate,
  ...HOOKS_BY_PHASE.error,
  ...HOOKS_BY_PHASE.state_change,
]);
export type HookId = z.infer<typeof HookId>;

export function phaseOf(hook: HookId): HookPhase {
  const phase = HookPhase.options.find((name) => (HOOKS_BY_PHASE[name] as readonly string[]).includes(hook));
  // Every id is made of this very table.
  return phase ?? "error";
}

/** Another name for hooks: an alias of the rules, or a group of them. */
export interface HookAlias {
  readonly name: string;
  readonly means: readonly string[];
}

/**
 * The hooks that a name stands for: its own, those of an alias or a group in the rules' order, or none. What a name
 * means may be a name again; each hook comes once.
 */
export function resolveHookName(
  name: string,
  aliases: readonly HookAlias[],
  within: readonly string[] = [],
): readonly HookId[] {
  const own = HookId.safeParse(name);
  if (own.success) return [own.data];
  if (within.includes(name)) return [];
  const meant = aliases.find((alias) => alias.name === name)?.means ?? [];
  return [...new Set(meant.flatMap((each) => resolveHookName(each, aliases, [...within, name])))];
}
