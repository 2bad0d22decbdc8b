import type { LoadSnapshot, AgentStanding, RunningWork } from "../../src/orchestration/load/agent-load.ts";
import { NEW_RECORD } from "../../src/orchestration/load/agent-record.ts";

export const NOW = Date.parse("2031-03-03T09:00:00.000Z");

const { away: _nobody, ...IDLE } = NEW_RECORD;

/** A state in which everybody is idle, except for what a test says. */
export function stateOf(
  standings: Readonly<Record<string, Partial<AgentStanding> | undefined>> = {},
  running: readonly RunningWork[] = [],
): LoadSnapshot {
  return { nowMs: NOW, running, of: (agent) => ({ ...IDLE, ...standings[agent] }) };
}
