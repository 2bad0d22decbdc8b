import type { Complexity } from "../../router/route.ts";
import type { AgentRecord, OpenWork } from "./agent-record.ts";

/** How things stand with one agent. */
export interface AgentStanding extends Omit<AgentRecord, "away"> {
  /** Present while it takes no new work. */
  readonly away?: NonNullable<AgentRecord["away"]>;
  /** Whoever stands behind the agent, and the open tasks of all their agents. */
  readonly person?: { readonly id: string; readonly open: number };
}

/** The state that selection decides on: the same state gives the same choice. */
export interface LoadSnapshot {
  readonly nowMs: number;
  /** Nothing is known of a new agent, which is a standing as well. */
  of(agent: string): AgentStanding;
  /** Work in somebody's hands at the moment. */
  readonly running: readonly RunningWork[];
}

export interface RunningWork {
  readonly agent: string;
  readonly complexity: Complexity;
  readonly sinceMs: number;
}

/** What agents have in hand, did lately and how long it took: a projection of the event log, a moment behind it. */
export interface AgentLoad {
  snapshot(): Promise<LoadSnapshot>;
  /** Open work of tasks, for those that wait in the queue. */
  openWork(taskIds: readonly string[]): Promise<ReadonlyMap<string, OpenWork>>;
}
