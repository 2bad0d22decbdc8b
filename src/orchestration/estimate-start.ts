import { Complexity } from "../router/route.ts";
import type { LoadSnapshot } from "./load/agent-load.ts";

export interface Ahead {
  readonly agent: string;
  readonly complexity: Complexity;
}

/** Which durations count (workload.yaml). */
export interface EstimateRules {
  readonly last: number;
  readonly atLeast: number;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** What work of an agent takes: by its own last ones of that size, else by all of that size, else by anything measured. */
function durationOf(
  work: Ahead,
  agents: readonly string[],
  from: { state: LoadSnapshot; rules: EstimateRules },
) {
  const { state, rules } = from;
  const measured = (agent: string, level: Complexity): number[] =>
    (state.of(agent).durations[level] ?? []).slice(-rules.last);
  const own = measured(work.agent, work.complexity);
  if (own.length >= rules.atLeast) return median(own);
  const alike = agents.flatMap((agent) => measured(agent, work.complexity));
  if (alike.length >= rules.atLeast) return median(alike);
  const any = agents.flatMap((agent) => Complexity.options.flatMap((level) => measured(agent, level)));
  return any.length >= rules.atLeast ? median(any) : undefined;
}

/**
 * Milliseconds until work behind `ahead` begins, played through with as many hands as are at work now; undefined
 * until enough was measured. A guess for people, no promise.
 */
export function estimateStart(
  ahead: readonly Ahead[],
  agents: readonly string[],
  from: { readonly state: LoadSnapshot; readonly rules: EstimateRules },
): number | undefined {
  const { running, nowMs } = from.state;
  const free: number[] = [];
  for (const { agent, complexity, sinceMs } of running) {
    const takes = durationOf({ agent, complexity }, agents, from);
    if (takes === undefined) return undefined;
    free.push(Math.max(0, takes - (nowMs - sinceMs)));
  }
  if (free.length === 0) free.push(0);
  for (const work of ahead) {
    const takes = durationOf(work, agents, from);
    if (takes === undefined) return undefined;
    const next = free.indexOf(Math.min(...free));
    free[next] = (free[next] ?? 0) + takes;
  }
  return Math.min(...free);
}
