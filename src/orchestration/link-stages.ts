import type { Stage } from "../tasks/task.ts";
import type { PatternStage } from "./rules/pattern-rules.ts";

/**
 * Stages without those that were left out of the plan: whoever needed one of them needs what that one needed, and work
 * is not sent back to it.
 */
export function linkStages(stages: readonly Stage[], pattern: readonly PatternStage[]): Stage[] {
  const present = new Set(stages.map(({ id }) => id));
  const needsOf = new Map(pattern.map(({ id, needs }) => [id, needs]));

  function reach(needs: readonly string[]): string[] {
    return needs.flatMap((need) => (present.has(need) ? [need] : reach(needsOf.get(need) ?? [])));
  }

  return stages.map(({ reworks, ...stage }) => ({
    ...stage,
    needs: [...new Set(reach(stage.needs))],
    ...(reworks !== undefined && present.has(reworks) ? { reworks } : {}),
  }));
}
