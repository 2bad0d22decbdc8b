import type { Stage } from "../tasks/task.ts";

/** What a plan costs at least: different agents, and agent jobs if nothing has to be done twice. */
export function allAgentsOf(stages: readonly Stage[]): { readonly agents: number; readonly jobs: number } {
  const all = stages.flatMap(({ assignments }) => assignments);
  return { agents: new Set(all.map(({ agent }) => agent)).size, jobs: all.length };
}
