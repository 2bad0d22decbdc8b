import type { AgentRecord, OpenWork } from "./agent-record.ts";

/** What a batch of events changes; a task that is null has no open work left. */
export interface LoadStep {
  /** The last event that the stored records know of, "0" for none. */
  readonly from: string;
  /** The last event that the new ones know of. */
  readonly to: string;
  readonly agents: ReadonlyMap<string, AgentRecord>;
  readonly tasks: ReadonlyMap<string, OpenWork | null>;
}

/** Where the projection of the agents' load is kept. Each event counts once, however many processes fold it in. */
export interface LoadRepository {
  /** The last event that the records know of, "0" for none. */
  cursor(): Promise<string>;
  agents(): Promise<ReadonlyMap<string, AgentRecord>>;
  /** Open work of these tasks; those without any are left out. */
  tasks(ids: readonly string[]): Promise<ReadonlyMap<string, OpenWork>>;
  /** Writes all or, when somebody else was first (`from` is no longer the cursor), nothing. */
  advance(step: LoadStep): Promise<"advanced" | "stale">;
}
